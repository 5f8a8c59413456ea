# The subnet of the NAT gateway leads back to one of the two VPCs.
locals {
  vpcs = { app = "10.1.0.0/16", jobs = "10.3.0.0/16", egress = "10.2.0.0/16" }
}

resource "aws_vpc" "main" {
  for_each   = local.vpcs
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.main[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main["egress"].id
  cidr_block = "10.2.9.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main["egress"].id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: egress-without-return-route high certain
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
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

resource "aws_route" "out" {
  for_each               = { app = 1, jobs = 1 }
  route_table_id         = aws_vpc.main[each.key].main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main["egress"].id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }

  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.main["egress"].id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main["egress"].id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    cidr_block         = "10.1.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
