# A plan does not tell which of the two associations is that of which subnet: one has two all the same.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "inspection" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "each" { # expect: undecided double-route-association medium
  for_each       = { a = aws_subnet.a.id, b = aws_subnet.b.id }
  subnet_id      = each.value
  route_table_id = aws_route_table.main.id
}

resource "aws_route_table_association" "again" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.inspection.id
}
