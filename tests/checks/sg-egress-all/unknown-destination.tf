# A destination that is known only after apply; and two rules that are one finding.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "partner" {
  domain = "vpc"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["${aws_eip.partner.public_ip}/32"]
  }
}

resource "aws_security_group" "two" { # expect: sg-egress-all info
  name   = "two"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "v4" {
  security_group_id = aws_security_group.two.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "v6" {
  security_group_id = aws_security_group.two.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
