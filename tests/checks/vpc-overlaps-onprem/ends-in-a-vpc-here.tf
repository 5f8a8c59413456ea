# The customer gateway is an instance: what is behind the VPN is its own VPC. Another VPC that the
# transit gateway joins has the same block all the same.
resource "aws_vpc" "office" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "office" {
  vpc_id     = aws_vpc.office.id
  cidr_block = "172.20.0.0/24"
}

resource "aws_network_interface" "router" {
  subnet_id         = aws_subnet.office.id
  source_dest_check = false
}

resource "aws_instance" "router" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"

  network_interface {
    network_interface_id = aws_network_interface.router.id
    device_index         = 0
  }
}

resource "aws_eip" "router" {
  domain = "vpc"
}

resource "aws_eip_association" "router" {
  instance_id   = aws_instance.router.id
  allocation_id = aws_eip.router.id
}

resource "aws_customer_gateway" "router" {
  bgp_asn    = 65000
  ip_address = aws_eip.router.public_ip
  type       = "ipsec.1"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_vpn_connection" "office" {
  customer_gateway_id = aws_customer_gateway.router.id
  transit_gateway_id  = aws_ec2_transit_gateway.main.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_ec2_transit_gateway_route" "office" { # expect: vpc-overlaps-onprem high certain
  destination_cidr_block         = "172.20.0.0/16"
  transit_gateway_attachment_id  = aws_vpn_connection.office.transit_gateway_attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "office" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.office.id
  subnet_ids         = [aws_subnet.office.id]
}

resource "aws_vpc" "apps" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "apps" {
  vpc_id     = aws_vpc.apps.id
  cidr_block = "172.20.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "apps" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.apps.id
  subnet_ids         = [aws_subnet.apps.id]
}
