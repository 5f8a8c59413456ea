# Spokes send all to the inspection VPC, whose table knows the spokes: no spoke knows the other.
resource "aws_vpc" "main" {
  for_each   = { hub = "10.0.0.0/16", one = "10.1.0.0/16", two = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_ec2_transit_gateway_route_table" "main" {
  for_each           = toset(["hub", "spokes"])
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  for_each                       = aws_vpc.main
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key == "hub" ? "hub" : "spokes"].id
}

resource "aws_ec2_transit_gateway_route" "all" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["hub"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["spokes"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "spokes" {
  for_each                       = toset(["one", "two"])
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main["hub"].id
}
