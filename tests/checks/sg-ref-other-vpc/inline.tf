# An inline rule, and one outwards.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.other.id
}

resource "aws_security_group" "near" { # expect: sg-ref-other-vpc critical, sg-ref-other-vpc critical
  name   = "near"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.far.id]
  }

  egress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.far.id]
  }
}
