# A transit gateway and a peering connection by the argument of an internet gateway.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.other.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "transit" { # expect: wrong-gateway-attribute medium certain
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "10.2.0.0/16"
  gateway_id             = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "peer" { # expect: wrong-gateway-attribute medium certain
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "10.1.0.0/16"
  gateway_id             = aws_vpc_peering_connection.main.id
}
