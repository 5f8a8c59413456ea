# A route wider than the block, and one that takes a whole subnet of it through a firewall.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "more" {
  vpc_id     = aws_vpc_ipv4_cidr_block_association.more.vpc_id
  cidr_block = "10.1.4.0/24"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "10.0.0.0/8"
    gateway_id = aws_vpn_gateway.main.id
  }

  route {
    cidr_block           = "10.1.4.0/24"
    network_interface_id = "eni-0a1b2c3d4e5f60718"
  }
}
