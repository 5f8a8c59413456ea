# The blocks admit what the separate rules do, whatever runs last; in one group, not all of it.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "backend" {
  name   = "backend"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "front" { # expect: inline-and-separate-rules medium certain
  name   = "front"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "front_to_backend" {
  security_group_id        = aws_security_group.front.id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
  source_security_group_id = aws_security_group.backend.id
}

resource "aws_vpc_security_group_egress_rule" "front_ping" {
  security_group_id = aws_security_group.front.id
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = 0
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_security_group" "database" { # expect: inline-and-separate-rules medium certain
  name   = "database"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_security_group_rule" "backend_to_database" {
  security_group_id        = aws_security_group.database.id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 5432
  to_port                  = 5432
  source_security_group_id = aws_security_group.backend.id
}

resource "aws_security_group" "narrow" { # expect: inline-and-separate-rules high certain
  name   = "narrow"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "narrow" {
  for_each = toset(["0.0.0.0/0", "::/0"])

  security_group_id = aws_security_group.narrow.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = strcontains(each.value, ":") ? null : each.value
  cidr_ipv6         = strcontains(each.value, ":") ? each.value : null
}
