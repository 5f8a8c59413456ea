# Which NAT gateway the route leads to is known after apply only.
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
  vpc_id = aws_vpc.main["a"].id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat
}

locals {
  nat = [for nat in aws_nat_gateway.main : nat.id if nat.public_ip == "192.0.2.1"][0]
}
