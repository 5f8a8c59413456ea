# What the spoke's route is for is known after apply only: the VPC that sends nothing may be meant.
# The hub is answered or not by that route.
resource "terraform_data" "choice" {
}

resource "aws_vpc" "main" { # expect: undecided missing-tgw-return-route medium
  for_each   = { hub = "10.0.0.0/16", one = "10.1.0.0/16", two = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_route" "hub" {
  route_table_id         = aws_vpc.main["hub"].main_route_table_id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "one" { # expect: undecided missing-tgw-return-route medium
  route_table_id         = aws_vpc.main["one"].main_route_table_id
  destination_cidr_block = terraform_data.choice.id
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
