# A host stands beside the firewalls, and no spoke has a route to its VPC; one spoke has none at all.
locals {
  spokes = { one = "10.1.0.0/16", two = "10.2.0.0/16" }
}

resource "aws_vpc" "one" { # expect: missing-tgw-return-route high certain
  cidr_block = local.spokes.one
}

resource "aws_vpc" "two" { # expect: missing-tgw-return-route high certain
  cidr_block = local.spokes.two
}

resource "aws_subnet" "one" {
  vpc_id     = aws_vpc.one.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_subnet" "two" {
  vpc_id     = aws_vpc.two.id
  cidr_block = "10.2.0.0/24"
}

resource "aws_vpc" "inspection" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "inspection" {
  vpc_id     = aws_vpc.inspection.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_instance" "scanner" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.inspection.id
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "one" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.one.id
  subnet_ids         = [aws_subnet.one.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "two" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.two.id
  subnet_ids         = [aws_subnet.two.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
  vpc_id                 = aws_vpc.inspection.id
  subnet_ids             = [aws_subnet.inspection.id]
  appliance_mode_support = "enable"
}

resource "aws_route" "one_to_two" {
  route_table_id         = aws_vpc.one.main_route_table_id
  destination_cidr_block = local.spokes.two
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "from_inspection" {
  for_each               = local.spokes
  route_table_id         = aws_vpc.inspection.main_route_table_id
  destination_cidr_block = each.value
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
