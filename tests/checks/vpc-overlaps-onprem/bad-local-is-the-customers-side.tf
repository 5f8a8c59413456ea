# `local` is the customer's side, so that this says that a subnet of the VPC is in the office.
resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.21.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_connection" "office" { # expect: vpc-overlaps-onprem high certain
  vpn_gateway_id          = aws_vpn_gateway.main.id
  customer_gateway_id     = "cgw-0a1b2c3d4e5f60718"
  type                    = "ipsec.1"
  local_ipv4_network_cidr = aws_subnet.app.cidr_block
}
