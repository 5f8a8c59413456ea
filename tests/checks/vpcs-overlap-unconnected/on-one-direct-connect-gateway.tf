# The Direct Connect gateway joins them, which has a check of its own.

resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "shop" {
  vpc_id = aws_vpc.shop.id
}

resource "aws_dx_gateway_association" "shop" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.shop.id
}

resource "aws_vpc" "billing" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_vpn_gateway" "billing" {
  vpc_id = aws_vpc.billing.id
}

resource "aws_dx_gateway_association" "billing" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.billing.id
}
