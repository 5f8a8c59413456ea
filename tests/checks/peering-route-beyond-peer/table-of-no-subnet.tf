# Two tables lead to the internet by way of the peer: no subnet has the one, the other is in use.
# judged by: transitive-peering-assumed peering-route-beyond-peer
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "office" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "office" {
  vpc_id      = aws_vpc.data.id
  peer_vpc_id = aws_vpc.office.id
  auto_accept = true
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table" "used" {
  vpc_id = aws_vpc.app.id
}

resource "aws_route_table" "idle" {
  vpc_id = aws_vpc.app.id
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.used.id
}

resource "aws_route" "used" { # expect: peering-route-beyond-peer high certain
  route_table_id            = aws_route_table.used.id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_route" "idle" { # expect: peering-route-beyond-peer medium certain
  route_table_id            = aws_route_table.idle.id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_route" "office" { # expect: transitive-peering-assumed medium certain
  route_table_id            = aws_route_table.idle.id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}
