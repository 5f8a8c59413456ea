# Blocks that dynamic makes are blocks; so is an empty list, which removes every route.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "made" { # expect: inline-and-separate-routes high certain
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = ["192.168.0.0/24"]

    content {
      cidr_block = route.value
      gateway_id = aws_vpn_gateway.main.id
    }
  }
}

resource "aws_route" "made" {
  route_table_id         = aws_route_table.made.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "emptied" { # expect: inline-and-separate-routes high certain
  vpc_id = aws_vpc.main.id
  route  = []
}

resource "aws_route" "emptied" {
  route_table_id         = aws_route_table.emptied.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "propagating" { # expect: inline-and-separate-routes high certain
  vpc_id           = aws_vpc.main.id
  propagating_vgws = [aws_vpn_gateway.main.id]
}

resource "aws_vpn_gateway_route_propagation" "propagating" {
  route_table_id = aws_route_table.propagating.id
  vpn_gateway_id = aws_vpn_gateway.main.id
}
