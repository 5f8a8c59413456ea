# The egress VPC leads to both others for what its NAT gateway gives back. One of them has a way out
# of its own, and a route to the other alone; a VPC that merely has a NAT gateway is no way out.
locals {
  vpcs = { front = "10.0.0.0/16", app = "10.1.0.0/16", egress = "10.2.0.0/16", jobs = "10.3.0.0/16" }
}

resource "aws_vpc" "main" { # expect: missing-tgw-return-route
  for_each   = local.vpcs
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_subnet" "public" {
  for_each   = { egress = "10.2.9.0/24", jobs = "10.3.9.0/24" }
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = each.value
}

resource "aws_internet_gateway" "main" {
  for_each = { front = 1, egress = 1, jobs = 1 }
  vpc_id   = aws_vpc.main[each.key].id
}

resource "aws_eip" "nat" {
  for_each = aws_subnet.public
  domain   = "vpc"
}

resource "aws_nat_gateway" "main" {
  for_each      = aws_subnet.public
  subnet_id     = each.value.id
  allocation_id = aws_eip.nat[each.key].id
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_subnet.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.vpc_id
  subnet_ids         = [each.value.id]
}

resource "aws_ec2_transit_gateway_route" "out" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main["egress"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_route_table" "private" {
  for_each = aws_nat_gateway.main
  vpc_id   = aws_vpc.main[each.key].id
}

resource "aws_route_table_association" "private" {
  for_each       = aws_route_table.private
  subnet_id      = aws_subnet.main[each.key].id
  route_table_id = each.value.id
}

resource "aws_route" "nat" {
  for_each               = aws_nat_gateway.main
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = each.value.id
}

resource "aws_route" "public" {
  for_each               = aws_internet_gateway.main
  route_table_id         = aws_vpc.main[each.key].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = each.value.id
}

resource "aws_route" "give_back" {
  for_each               = { front = "10.0.0.0/16", app = "10.1.0.0/16" }
  route_table_id         = aws_vpc.main["egress"].main_route_table_id
  destination_cidr_block = each.value
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "front_to_app" {
  route_table_id         = aws_vpc.main["front"].main_route_table_id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "app_out" {
  route_table_id         = aws_vpc.main["app"].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route" "jobs_to_front" {
  route_table_id         = aws_route_table.private["jobs"].id
  destination_cidr_block = "10.0.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
