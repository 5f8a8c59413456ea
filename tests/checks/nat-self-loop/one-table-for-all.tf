# One route table serves the private subnet and, by mistake, the NAT gateway's own.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "all" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: nat-self-loop
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.all[0].id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table_association" "main" {
  count          = 2
  subnet_id      = aws_subnet.all[count.index].id
  route_table_id = aws_route_table.main.id
}
