# Whom ICMP is let in from is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eip" "router" {
  domain = "vpc"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.office.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app[0].id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" { # expect: undecided nacl-blocks-pmtud low
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app[0].id]

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

  ingress {
    rule_no    = 90
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "${aws_eip.router.public_ip}/32"
    from_port  = 0
    to_port    = 0
    icmp_type  = 3
    icmp_code  = 4
  }
}
