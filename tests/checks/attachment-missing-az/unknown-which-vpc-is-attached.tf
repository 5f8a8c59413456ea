# A plan tells nothing of locals: neither the VPCs of the attachments nor their subnets.
resource "aws_vpc" "main" {
  for_each   = { app = "10.0.0.0/16", data = "10.1.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each          = { app = 0, data = 1 }
  vpc_id            = aws_vpc.main[each.key].id
  cidr_block        = "10.${each.value}.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_ec2_transit_gateway" "main" {
}

locals {
  attached = {
    one   = { vpc = aws_vpc.main["app"].id, subnets = [aws_subnet.main["app"].id] }
    other = { vpc = aws_vpc.main["data"].id, subnets = [aws_subnet.main["data"].id] }
  }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" { # expect: undecided attachment-missing-az medium, undecided attachment-missing-az medium
  for_each           = { one = "one", other = "other" }
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = local.attached[each.value].vpc
  subnet_ids         = local.attached[each.value].subnets
}

resource "aws_route" "main" {
  for_each               = aws_vpc.main
  route_table_id         = each.value.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
