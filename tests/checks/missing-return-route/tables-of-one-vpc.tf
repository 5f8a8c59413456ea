# A plan does not tell which table a route is in, but all tables it may be in are in one VPC.
resource "aws_vpc" "main" {
  for_each   = { app = "10.1.0.0/16", data = "10.2.0.0/16", ops = "10.3.0.0/16" }
  cidr_block = each.value
}

resource "aws_vpc_peering_connection" "main" { # expect: missing-return-route medium likely
  for_each    = { data = aws_vpc.main["data"].id }
  vpc_id      = aws_vpc.main["app"].id
  peer_vpc_id = each.value
  auto_accept = true
}

resource "aws_route_table" "app" {
  count  = 2
  vpc_id = aws_vpc.main["app"].id
}

resource "aws_route" "app_to_data" {
  for_each                  = { first = { table = 0 }, second = { table = 1 } }
  route_table_id            = aws_route_table.app[each.value.table].id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main["data"].id
}
