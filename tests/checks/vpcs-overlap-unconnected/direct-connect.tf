# One of the two reaches a Direct Connect gateway.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" { # expect: vpcs-overlap-unconnected medium
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "a" {
  vpc_id = aws_vpc.a.id
}

resource "aws_dx_gateway" "office" {
  name            = "office"
  amazon_side_asn = "64512"
}

resource "aws_dx_gateway_association" "a" {
  dx_gateway_id         = aws_dx_gateway.office.id
  associated_gateway_id = aws_vpn_gateway.a.id
}
