# Which gateway the route leads to is known after apply only.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" { # expect: undecided vpn-gateway-without-routes medium
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

resource "aws_vpn_gateway" "spare" {
}

resource "aws_route" "office" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "192.168.0.0/16"
  gateway_id             = local.gateway
}

locals {
  gateway = [for gateway in [aws_vpn_gateway.main, aws_vpn_gateway.spare] : gateway.id if endswith(gateway.arn, "0")][0]
}
