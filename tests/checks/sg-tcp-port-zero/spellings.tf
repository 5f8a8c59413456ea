# Port 0 in every kind of rule, in and out.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "inline" { # expect: sg-tcp-port-zero medium certain
  name   = "inline"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "separate" {
  name   = "separate"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "old" { # expect: sg-tcp-port-zero medium
  security_group_id = aws_security_group.separate.id
  type              = "egress"
  protocol          = "6"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "new" { # expect: sg-tcp-port-zero medium
  security_group_id            = aws_security_group.separate.id
  referenced_security_group_id = aws_security_group.inline.id
  ip_protocol                  = "tcp"
  from_port                    = 0
  to_port                      = 0
}
