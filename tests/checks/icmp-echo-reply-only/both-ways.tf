# In and out, and by number.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "app" { # expect: icmp-echo-reply-only low
  name   = "app"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "1"
    from_port   = 0
    to_port     = -1
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "more" {
  name   = "more"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "more" { # expect: icmp-echo-reply-only low certain
  security_group_id = aws_security_group.more.id
  ip_protocol       = "icmp"
  from_port         = 0
  to_port           = 0
  cidr_ipv4         = "10.0.0.0/8"
}
