# Outputs hand the connection and a table of the other VPC on: its configuration may route back.
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" { # expect: undecided missing-return-route
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id
}

resource "aws_route" "app_to_data" {
  route_table_id            = aws_route_table.app.id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.app_data.id
}

resource "aws_route_table" "data" {
  vpc_id = aws_vpc.data.id
}

output "peering_connection_id" {
  value = aws_vpc_peering_connection.app_data.id
}

output "data_route_table_ids" {
  value = [aws_route_table.data.id]
}
