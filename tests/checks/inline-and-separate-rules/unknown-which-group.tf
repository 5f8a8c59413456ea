# The rule is that of one of two groups, of which one lists its own.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "web" { # expect: undecided inline-and-separate-rules medium
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/24"]
  }
}

resource "aws_security_group" "plain" {
  name   = "plain"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "metrics" {
  security_group_id = aws_vpc.main.ipv6_association_id == "" ? aws_security_group.web.id : aws_security_group.plain.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_blocks       = ["10.0.9.0/24"]
}
