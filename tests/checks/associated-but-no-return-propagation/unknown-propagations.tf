# A plan tells nothing of locals: what propagates to which table is not known.
resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", data = "10.1.0.0/16", ops = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" { # expect: undecided associated-but-no-return-propagation medium
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
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  for_each                       = aws_vpc.main
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.key].id
}

locals {
  pairs = { app_data = ["app", "data"], data_app = ["data", "app"], app_ops = ["app", "ops"] }
}

resource "aws_ec2_transit_gateway_route_table_propagation" "main" {
  for_each                       = local.pairs
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.main[each.value[0]].id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main[each.value[1]].id
}
