resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "web" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.1.0/24"
  ipv6_cidr_block = "2600:1f16:1a2b:3c01::/64"
}

resource "aws_network_acl" "web" { # expect: nacl-ipv6-gap medium
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.web.id]
}

resource "aws_network_acl_rule" "web" {
  for_each       = { in = false, out = true }
  network_acl_id = aws_network_acl.web.id
  egress         = each.value
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "ping" {
  network_acl_id = aws_network_acl.web.id
  egress         = false
  rule_number    = 90
  rule_action    = "allow"
  protocol       = "icmp"
  icmp_type      = 8
  icmp_code      = 0
  cidr_block     = "0.0.0.0/0"
}
