# The transit gateway is one of another account, by its id: its owner may attach the VPC.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" { # expect: tgw-route-without-attachment medium likely
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = "tgw-0123456789abcdef0"
}
