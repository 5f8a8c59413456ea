# Two tables and two associations by key: the plan does not tell which subnet has which table.
locals {
  tables = { public = aws_route_table.public.id, private = aws_route_table.private.id }
  blocks = { public = "10.0.0.0/24", private = "10.0.1.0/24" }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "main" {
  for_each   = local.blocks
  vpc_id     = aws_vpc.main.id
  cidr_block = each.value
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: undecided nat-self-loop high
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.main["public"].id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  for_each       = local.tables
  subnet_id      = aws_subnet.main[each.key].id
  route_table_id = each.value
}
