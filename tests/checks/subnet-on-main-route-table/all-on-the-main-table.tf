# Nobody has a table of its own here, and the other VPC's main table is taken over.
resource "aws_vpc" "plain" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "plain" {
  count      = 2
  vpc_id     = aws_vpc.plain.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_vpc" "kept" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_route_table" "kept" {
  default_route_table_id = aws_vpc.kept.default_route_table_id
  route                  = []
}

resource "aws_subnet" "kept" {
  count      = 2
  vpc_id     = aws_vpc.kept.id
  cidr_block = cidrsubnet("10.1.0.0/16", 8, count.index)
}

resource "aws_route_table" "kept" {
  vpc_id = aws_vpc.kept.id
}

resource "aws_route_table_association" "kept" {
  subnet_id      = aws_subnet.kept[0].id
  route_table_id = aws_route_table.kept.id
}
