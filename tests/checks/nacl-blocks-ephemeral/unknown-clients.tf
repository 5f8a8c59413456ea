# Who connects is known after apply; where replies get to everyone it does not matter.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_network_acl" "narrow" { # expect: undecided nacl-blocks-ephemeral medium
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web[0].id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "${aws_eip.office.public_ip}/32"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "198.51.100.0/24"
    from_port  = 1024
    to_port    = 65535
  }
}

resource "aws_network_acl" "wide" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web[1].id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "${aws_eip.office.public_ip}/32"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 1024
    to_port    = 65535
  }
}
