# AWS picks the zone of the subnet.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_nat_gateway" "main" { # expect: undecided regional-nat-manual-missing-az info
  vpc_id            = aws_vpc.main.id
  availability_mode = "regional"

  availability_zone_address {
    allocation_ids    = ["eipalloc-0a1b2c3d4e5f60718"]
    availability_zone = "eu-west-1a"
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
