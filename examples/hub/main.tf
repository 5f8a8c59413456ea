# Three VPCs around a transit gateway, with mistakes on purpose.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  zones = ["eu-central-1a", "eu-central-1b"]
  spokes = {
    prod   = "10.10.0.0/16"
    shared = "10.20.0.0/16"
    # Mistake: these addresses lie in those of prod.
    lab = "10.10.128.0/20"
  }
  subnets = merge([
    for name, cidr in local.spokes : {
      for index, zone in local.zones : "${name}-${index}" => {
        spoke = name
        zone  = zone
        cidr  = cidrsubnet(cidr, 4, index)
      }
    }
  ]...)
}

resource "aws_vpc" "spoke" {
  for_each   = local.spokes
  cidr_block = each.value
  tags       = { Name = each.key }
}

resource "aws_subnet" "spoke" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.spoke[each.value.spoke].id
  cidr_block        = each.value.cidr
  availability_zone = each.value.zone
}

resource "aws_route_table" "spoke" {
  for_each = local.spokes
  vpc_id   = aws_vpc.spoke[each.key].id
}

resource "aws_route_table_association" "spoke" {
  for_each       = local.subnets
  subnet_id      = aws_subnet.spoke[each.key].id
  route_table_id = aws_route_table.spoke[each.value.spoke].id
}

resource "aws_ec2_transit_gateway" "hub" {
  description = "hub"
}

# Mistake: the attachment of prod is in no subnet of zone b, from where it cannot be used.
resource "aws_ec2_transit_gateway_vpc_attachment" "spoke" {
  for_each           = local.spokes
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.spoke[each.key].id
  subnet_ids = [
    for key, subnet in local.subnets : aws_subnet.spoke[key].id
    if subnet.spoke == each.key && !(each.key == "prod" && subnet.zone == "eu-central-1b")
  ]
}

resource "aws_route" "prod_to_shared" {
  route_table_id         = aws_route_table.spoke["prod"].id
  destination_cidr_block = aws_vpc.spoke["shared"].cidr_block
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.spoke]
}

# Mistake: shared has no route back to prod.
