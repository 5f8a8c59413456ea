# The peer's CIDR comes out of a pool. It is none of a VPC that is peered with it, else it may be
# the one of the route.
# judged by: transitive-peering-assumed peering-route-beyond-peer
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  ipv4_ipam_pool_id   = "ipam-pool-0123456789abcdef0"
  ipv4_netmask_length = 16
}

resource "aws_vpc" "c" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc_peering_connection" "a_b" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "b_c" {
  vpc_id      = aws_vpc.b.id
  peer_vpc_id = aws_vpc.c.id
  auto_accept = true
}

resource "aws_route" "a_c" { # expect: transitive-peering-assumed high
  route_table_id            = aws_vpc.a.main_route_table_id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}

resource "aws_vpc" "d" {
  cidr_block = "10.8.0.0/17"
}

resource "aws_vpc_peering_connection" "b_d" {
  vpc_id      = aws_vpc.b.id
  peer_vpc_id = aws_vpc.d.id
  auto_accept = true
}

resource "aws_route" "a_d" {
  route_table_id            = aws_vpc.a.main_route_table_id
  destination_cidr_block    = "10.8.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}

resource "aws_route" "a_b" {
  route_table_id            = aws_vpc.a.main_route_table_id
  destination_cidr_block    = "10.9.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}
