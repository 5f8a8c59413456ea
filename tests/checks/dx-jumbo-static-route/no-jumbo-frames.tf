# A static route, and frames of the usual size.
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
  mtu            = 1500
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.main.id
  }
}
