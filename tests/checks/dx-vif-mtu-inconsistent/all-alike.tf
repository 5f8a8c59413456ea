# Both interfaces take jumbo frames.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_dx_private_virtual_interface" "first" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "first"
  vlan           = 101
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main.id
  mtu            = 9001
}

resource "aws_dx_private_virtual_interface" "second" {
  connection_id  = "dxcon-0a1b2c3d"
  name           = "second"
  vlan           = 102
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = aws_vpn_gateway.main.id
  mtu            = 9001
}
