# Blocks that `dynamic` makes: a plan shows what they come to, and no expression of them.
variable "ports" {
  default = [443, 8443]
}

resource "aws_security_group" "web" { # expect: inline-and-separate-rules high certain
  name = "web"

  dynamic "ingress" {
    for_each = var.ports

    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["10.0.0.0/24"]
    }
  }
}

resource "aws_vpc_security_group_ingress_rule" "metrics" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.0/24"
}
