# Tables of the app lead to the gateways of the hub; IPv4 and IPv6 in one table are one finding.
resource "aws_vpc" "hub" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "app" {
  cidr_block                       = "10.1.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "hub" {
  vpc_id = aws_vpc.hub.id
}

resource "aws_egress_only_internet_gateway" "hub" {
  vpc_id = aws_vpc.hub.id
}

resource "aws_route_table" "app" { # expect: igw-route-without-attached-igw critical certain
  vpc_id = aws_vpc.app.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.hub.id
  }
}

resource "aws_route_table" "both" { # expect: igw-route-without-attached-igw medium likely
  vpc_id = aws_vpc.app.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.hub.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.hub.id
  }
}

resource "aws_route" "out" { # expect: igw-route-without-attached-igw critical
  route_table_id              = aws_vpc.app.main_route_table_id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.hub.id
}
