# The same addresses twice, on Direct Connect gateways that know nothing of each other.
resource "aws_dx_gateway" "main" {
  count           = 2
  name            = "main-${count.index}"
  amazon_side_asn = "64512"
}

resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  count  = 2
  vpc_id = aws_vpc.main[count.index].id
}

resource "aws_dx_gateway_association" "first" {
  dx_gateway_id         = aws_dx_gateway.main[0].id
  associated_gateway_id = aws_vpn_gateway.main[0].id
}

resource "aws_dx_gateway_association" "second" {
  dx_gateway_id         = aws_dx_gateway.main[1].id
  associated_gateway_id = aws_vpn_gateway.main[1].id
}
