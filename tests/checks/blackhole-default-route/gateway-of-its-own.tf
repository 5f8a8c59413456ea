resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", hub = "10.1.0.0/16" }
  cidr_block = each.value
}

resource "aws_internet_gateway" "main" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id
}

resource "aws_subnet" "public" {
  for_each   = { app = "10.0.0.0/24", hub = "10.1.0.0/24" }
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = each.value
}

resource "aws_route_table" "public" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main[each.key].id
  }
}

resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public[each.key].id
}

resource "aws_eip" "main" {
  for_each = aws_vpc.main
  domain   = "vpc"
}

resource "aws_nat_gateway" "main" {
  for_each      = aws_subnet.public
  allocation_id = aws_eip.main[each.key].id
  subnet_id     = each.value.id
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main["app"].id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "app" { # expect: blackhole-default-route
  vpc_id = aws_vpc.main["app"].id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main["hub"].id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}
