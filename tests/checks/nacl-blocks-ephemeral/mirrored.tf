# Whoever takes a network ACL for a security group mirrors its rules.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_acl" "web" { # expect: nacl-blocks-ephemeral high, nacl-blocks-ephemeral high
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]
}

resource "aws_network_acl_rule" "web" {
  for_each       = { in = false, out = true }
  network_acl_id = aws_network_acl.web.id
  egress         = each.value
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "0.0.0.0/0"
}
