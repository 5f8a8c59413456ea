# Whether the connection is static is known after apply only.
resource "terraform_data" "choice" {
}

resource "aws_customer_gateway" "office" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_gateway" "main" {
}

resource "aws_vpn_connection" "office" { # expect: undecided vpn-static-without-routes medium
  vpn_gateway_id      = aws_vpn_gateway.main.id
  customer_gateway_id = aws_customer_gateway.office.id
  type                = "ipsec.1"
  static_routes_only  = startswith(terraform_data.choice.id, "0")
}
