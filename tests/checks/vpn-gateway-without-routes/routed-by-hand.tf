# A static route leads to the gateway; the other table takes its routes by an argument.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
}

resource "aws_route" "office" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "192.168.0.0/16"
  gateway_id             = aws_vpn_gateway.main.id
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpn_gateway" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_vpn_connection" "other" {
  vpn_gateway_id      = aws_vpn_gateway.other.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
}

resource "aws_route_table" "other" {
  vpc_id           = aws_vpc.other.id
  propagating_vgws = [aws_vpn_gateway.other.id]
}
