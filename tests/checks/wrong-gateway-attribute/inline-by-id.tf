# An internet gateway by the argument of a NAT gateway, and an egress-only one by gateway_id.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_egress_only_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "by_id" { # expect: wrong-gateway-attribute medium certain
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "igw-0a1b2c3d4e5f60718"
  }
}

resource "aws_route_table" "ipv6" { # expect: wrong-gateway-attribute medium certain
  vpc_id = aws_vpc.main.id

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_egress_only_internet_gateway.main.id
  }
}
