# Which of the VPCs is attached is known after apply only.
resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main[0].id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = local.vpc
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_route" "out" { # expect: undecided tgw-route-without-attachment high
  route_table_id         = aws_vpc.main[1].main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

locals {
  vpc = [for vpc in aws_vpc.main : vpc.id if endswith(vpc.arn, "0")][0]
}
