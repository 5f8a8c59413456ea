# The firewalls' subnets lead to each spoke; the spokes lead to each other alone, through them.
locals {
  spokes = { one = "10.1.0.0/16", two = "10.2.0.0/16" }
}

resource "aws_vpc" "spoke" {
  for_each   = local.spokes
  cidr_block = each.value
}

resource "aws_subnet" "spoke" {
  for_each   = aws_vpc.spoke
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "inspection" {
  for_each   = { tgw = 0, firewall = 1 }
  vpc_id     = aws_vpc.inspection.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, each.value)
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.inspection.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [aws_subnet.inspection["firewall"].id]
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "spoke" {
  for_each           = aws_vpc.spoke
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.spoke[each.key].id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.inspection.id
  subnet_ids         = [aws_subnet.inspection["tgw"].id]
}

resource "aws_ec2_transit_gateway_route_table" "main" {
  for_each           = toset(["spokes", "inspection"])
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "spoke" {
  for_each                       = aws_vpc.spoke
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.spoke[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["spokes"].id
}

resource "aws_ec2_transit_gateway_route_table_association" "inspection" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.inspection.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["inspection"].id
}

resource "aws_ec2_transit_gateway_route" "to_inspection" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.inspection.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["spokes"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "spoke" {
  for_each                       = aws_vpc.spoke
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.spoke[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["inspection"].id
}

resource "aws_route" "spoke_to_other" {
  for_each               = { one = "two", two = "one" }
  route_table_id         = aws_vpc.spoke[each.key].main_route_table_id
  destination_cidr_block = local.spokes[each.value]
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route_table" "inspection" {
  for_each = aws_subnet.inspection
  vpc_id   = aws_vpc.inspection.id
}

resource "aws_route_table_association" "inspection" {
  for_each       = aws_subnet.inspection
  subnet_id      = each.value.id
  route_table_id = aws_route_table.inspection[each.key].id
}

resource "aws_route" "to_firewall" {
  route_table_id         = aws_route_table.inspection["tgw"].id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = aws_vpc_endpoint.firewall.id
}

resource "aws_route" "from_firewall" {
  for_each               = local.spokes
  route_table_id         = aws_route_table.inspection["firewall"].id
  destination_cidr_block = each.value
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
