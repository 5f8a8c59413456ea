# How large the frames of one interface may be is known after apply.
resource "aws_launch_template" "any" {
  image_id = "ami-0a1b2c3d4e5f60718"
}

resource "aws_dx_private_virtual_interface" "main" {
  count          = 2
  connection_id  = "dxcon-0a1b2c3d"
  name           = "main-${count.index}"
  vlan           = 101 + count.index
  address_family = "ipv4"
  bgp_asn        = 65000
  vpn_gateway_id = "vgw-0a1b2c3d4e5f60718"
  mtu            = count.index == 0 ? 9001 : aws_launch_template.any.latest_version == 1 ? 9001 : 1500
}
