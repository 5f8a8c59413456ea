# The hub is peered with the app and attached to a transit gateway, behind which the data is.
# judged by: transitive-peering-assumed peering-route-beyond-peer
resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", hub = "10.1.0.0/16", data = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_vpc_peering_connection" "app_hub" {
  vpc_id      = aws_vpc.main["app"].id
  peer_vpc_id = aws_vpc.main["hub"].id
  auto_accept = true
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = toset(["hub", "data"])
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main[each.key].id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_route" "app" { # expect: transitive-peering-assumed
  route_table_id            = aws_vpc.main["app"].main_route_table_id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.app_hub.id
}
