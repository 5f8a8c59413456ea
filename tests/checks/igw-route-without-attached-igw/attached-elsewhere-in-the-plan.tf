# Each VPC has its own gateway; one is attached by a resource of its own.
resource "aws_vpc" "main" {
  for_each   = { a = 1, b = 2 }
  cidr_block = "10.${each.value}.0.0/16"
}

resource "aws_internet_gateway" "main" {
  for_each = aws_vpc.main
}

resource "aws_internet_gateway_attachment" "main" {
  for_each            = aws_vpc.main
  internet_gateway_id = aws_internet_gateway.main[each.key].id
  vpc_id              = each.value.id
}

resource "aws_route_table" "public" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id
}

resource "aws_route" "out" {
  for_each               = aws_vpc.main
  route_table_id         = aws_route_table.public[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main[each.key].id
}
