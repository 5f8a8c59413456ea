# Outputs hand the gateway and a route table on: another configuration may propagate its routes.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" { # expect: undecided vpn-gateway-without-routes
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

output "vpn_gateway_id" {
  value = aws_vpn_gateway.main.id
}

output "route_table_id" {
  value = aws_route_table.main.id
}
