# The endpoints come from elsewhere, and are known after apply only.
resource "terraform_data" "firewall" {
}

resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tgw" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.inspection.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_route_table" "tgw" {
  for_each = aws_subnet.tgw
  vpc_id   = aws_vpc.inspection.id
}

resource "aws_route" "all" {
  for_each               = aws_subnet.tgw
  route_table_id         = aws_route_table.tgw[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = "${terraform_data.firewall.id}-${each.key}"
}

resource "aws_route_table_association" "tgw" {
  for_each       = aws_subnet.tgw
  subnet_id      = each.value.id
  route_table_id = aws_route_table.tgw[each.key].id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" { # expect: undecided appliance-mode-off low
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.inspection.id
  subnet_ids         = [for subnet in aws_subnet.tgw : subnet.id]
}
