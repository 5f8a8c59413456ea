# A transit gateway clamps TCP; the internet and a rule for one code decide otherwise.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_ec2_transit_gateway" "hub" {
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "transit" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block         = "192.168.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_route_table_association" "transit" {
  subnet_id      = aws_subnet.app[0].id
  route_table_id = aws_route_table.transit.id
}

resource "aws_route_table" "internet" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "internet" {
  subnet_id      = aws_subnet.app[1].id
  route_table_id = aws_route_table.internet.id
}

resource "aws_network_acl" "transit" { # expect: nacl-blocks-pmtud low
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
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    icmp_type  = 3
    icmp_code  = 1
  }
}

resource "aws_network_acl" "internet" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app[1].id]

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
