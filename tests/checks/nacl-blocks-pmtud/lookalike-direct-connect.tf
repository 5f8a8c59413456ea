# Direct Connect with jumbo frames teaches its routes to the gateway: the path is no smaller.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id           = aws_vpc.main.id
  propagating_vgws = [aws_vpn_gateway.office.id]
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_dx_private_virtual_interface" "main" {
  connection_id  = "dxcon-0123456a"
  name           = "main"
  vlan           = 100
  address_family = "ipv4"
  bgp_asn        = 65000
  mtu            = 9001
  vpn_gateway_id = aws_vpn_gateway.office.id
}
