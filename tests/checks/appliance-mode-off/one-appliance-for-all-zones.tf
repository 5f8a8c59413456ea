# One interface takes the packets of both zones: no connection is split.
resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tgw" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.inspection.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_network_interface" "firewall" {
  subnet_id         = aws_subnet.tgw["eu-west-1a"].id
  source_dest_check = false
}

resource "aws_route" "all" {
  route_table_id         = aws_vpc.inspection.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_network_interface.firewall.id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.inspection.id
  subnet_ids         = [for subnet in aws_subnet.tgw : subnet.id]
}
