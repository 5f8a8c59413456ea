# A plan tells nothing of locals: that the VPC of data is the peer, its own route says.
resource "aws_vpc" "main" {
  for_each   = { app = "10.1.0.0/16", data = "10.2.0.0/16", ops = "10.3.0.0/16" }
  cidr_block = each.value
}

resource "aws_route_table" "main" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id
}

locals {
  pairs = { app_data = ["app", "data"], data_ops = ["data", "ops"] }
}

resource "aws_vpc_peering_connection" "main" {
  for_each    = local.pairs
  vpc_id      = aws_vpc.main[each.value[0]].id
  peer_vpc_id = aws_vpc.main[each.value[1]].id
  auto_accept = true
}

resource "aws_route" "app_to_data" {
  route_table_id            = aws_route_table.main["app"].id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main["app_data"].id
}

resource "aws_route" "app_to_nobody" { # expect: peering-route-beyond-peer medium likely
  route_table_id            = aws_route_table.main["app"].id
  destination_cidr_block    = "10.9.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main["app_data"].id
}

resource "aws_route" "data_to_app" {
  route_table_id            = aws_route_table.main["data"].id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main["app_data"].id
}
