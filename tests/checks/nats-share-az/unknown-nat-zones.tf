# The public subnets name no zone: both NAT gateways may stand in one, or not.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eip" "nat" {
  count  = 2
  domain = "vpc"
}

resource "aws_nat_gateway" "one" { # expect: undecided nats-share-az low
  allocation_id = aws_eip.nat[0].id
  subnet_id     = aws_subnet.public[0].id
}

resource "aws_nat_gateway" "two" {
  allocation_id = aws_eip.nat[1].id
  subnet_id     = aws_subnet.public[1].id
}

resource "aws_route_table" "one" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.one.id
  }
}

resource "aws_route_table" "two" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.two.id
  }
}

resource "aws_route_table_association" "one" {
  subnet_id      = aws_subnet.private[0].id
  route_table_id = aws_route_table.one.id
}

resource "aws_route_table_association" "two" {
  subnet_id      = aws_subnet.private[1].id
  route_table_id = aws_route_table.two.id
}
