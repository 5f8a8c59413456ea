# The peer is in another account: its addresses are not known, but it takes no internet traffic.
# judged by: transitive-peering-assumed peering-route-beyond-peer
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "outside" {
  vpc_id        = aws_vpc.app.id
  peer_vpc_id   = "vpc-0123456789abcdef0"
  peer_owner_id = "123456789012"
}

resource "aws_route" "narrow" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "192.168.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.outside.id
}

resource "aws_route" "all" { # expect: peering-route-beyond-peer high
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = aws_vpc_peering_connection.outside.id
}
