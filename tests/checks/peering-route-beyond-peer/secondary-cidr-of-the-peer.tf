# The destination is a CIDR that was added to the peer later.
# judged by: transitive-peering-assumed peering-route-beyond-peer
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.data.id
  cidr_block = "10.7.0.0/16"
}

resource "aws_route" "more" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "10.7.1.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}
