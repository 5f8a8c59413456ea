# Two VPCs of one for_each, each with its NAT gateway; a narrow route elsewhere is no default route.
resource "aws_vpc" "main" {
  for_each   = { a = 1, b = 2 }
  cidr_block = "10.${each.value}.0.0/16"
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_nat_gateway" "main" {
  for_each          = aws_vpc.main
  connectivity_type = "private"
  subnet_id         = aws_subnet.main[each.key].id
}

resource "aws_route_table" "main" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main[each.key].id
  }
}

resource "aws_route_table_association" "main" {
  for_each       = aws_vpc.main
  subnet_id      = aws_subnet.main[each.key].id
  route_table_id = aws_route_table.main[each.key].id
}
