# Whether the second attachment is that of the other VPC is known after apply only.
resource "aws_vpc" "main" { # expect: undecided missing-tgw-return-route medium
  for_each   = { app = "10.0.0.0/16", data = "10.1.0.0/16" }
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
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main["app"].id
  subnet_ids         = [aws_subnet.main["app"].id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "second" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = local.vpc
  subnet_ids         = [aws_subnet.main["data"].id]
}

resource "aws_route_table" "main" {
  for_each = aws_vpc.main
  vpc_id   = each.value.id
}

resource "aws_route" "app_to_data" {
  route_table_id         = aws_route_table.main["app"].id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

locals {
  vpc = [for vpc in aws_vpc.main : vpc.id if endswith(vpc.arn, "0")][0]
}
