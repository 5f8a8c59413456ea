# Jumbo frames to a gateway that has a VPN connection too, and two interfaces to two gateways.
resource "aws_vpn_gateway" "main" {
  count = 2
}

resource "aws_dx_private_virtual_interface" "first" { # expect: dx-vif-mtu-inconsistent medium
  connection_id  = "dxcon-0a1b2c3d"
  name           = "first"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main[0].id
  mtu            = 9001
}

resource "aws_vpn_connection" "backup" {
  vpn_gateway_id      = aws_vpn_gateway.main[0].id
  customer_gateway_id = "cgw-0a1b2c3d4e5f60718"
  type                = "ipsec.1"
}

resource "aws_dx_private_virtual_interface" "second" {
  connection_id  = "dxcon-4e5f6071"
  name           = "second"
  vlan           = 102
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main[1].id
}
