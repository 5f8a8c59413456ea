# The inspection VPC passes on what the spoke sends, and nothing of its own.
resource "aws_vpc" "spoke" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "spoke" {
  vpc_id     = aws_vpc.spoke.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_route" "spoke" {
  route_table_id         = aws_vpc.spoke.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_vpc" "inspection" {
  cidr_block = "100.64.0.0/16"
}

resource "aws_subnet" "inspection" {
  for_each   = { tgw = 0, firewall = 1 }
  vpc_id     = aws_vpc.inspection.id
  cidr_block = cidrsubnet("100.64.0.0/16", 8, each.value)
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.inspection.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [aws_subnet.inspection["firewall"].id]
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
  route_table_id         = aws_route_table.inspection["firewall"].id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_vpc" "egress" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "egress" {
  for_each   = { tgw = 0, public = 1 }
  vpc_id     = aws_vpc.egress.id
  cidr_block = cidrsubnet("10.2.0.0/16", 8, each.value)
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.egress.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.egress["public"].id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.egress.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.egress["tgw"].id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.egress.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.egress["public"].id
  route_table_id = aws_route_table.public.id
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

locals {
  attached = {
    spoke      = [aws_vpc.spoke.id, aws_subnet.spoke.id]
    inspection = [aws_vpc.inspection.id, aws_subnet.inspection["tgw"].id]
    egress     = [aws_vpc.egress.id, aws_subnet.egress["tgw"].id]
  }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = local.attached
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value[0]
  subnet_ids         = [each.value[1]]
}

resource "aws_ec2_transit_gateway_route_table" "main" {
  for_each           = local.attached
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  for_each                       = local.attached
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key].id
}

resource "aws_ec2_transit_gateway_route" "out" {
  for_each                       = { spoke = "inspection", inspection = "egress" }
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.value].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key].id
}

resource "aws_ec2_transit_gateway_route" "back" {
  for_each                       = { inspection = "spoke", egress = "inspection" }
  destination_cidr_block         = "10.1.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.value].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key].id
}
