# Who may get replies is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_network_acl" "web" { # expect: undecided nacl-blocks-ephemeral medium
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "203.0.113.0/24"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "${aws_eip.office.public_ip}/32"
    from_port  = 1024
    to_port    = 65535
  }
}
