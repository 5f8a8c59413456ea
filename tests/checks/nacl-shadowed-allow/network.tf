# Rules that never decide, and some that only look so.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "deny_low" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 10
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = 0
  to_port        = 1000
  cidr_block     = "10.0.0.0/9"
}

resource "aws_network_acl_rule" "deny_high" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 11
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = 0
  to_port        = 1000
  cidr_block     = "10.128.0.0/9"
}

# Two denies together cover it.
resource "aws_network_acl_rule" "web" { # expect: nacl-shadowed-allow medium certain
  network_acl_id = aws_network_acl.app.id
  rule_number    = 20
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "10.0.0.0/8"
}

# Some of its ports are left.
resource "aws_network_acl_rule" "partly" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 30
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 999
  to_port        = 1001
  cidr_block     = "10.0.0.0/8"
}

# Some of its addresses are left.
resource "aws_network_acl_rule" "wider" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 40
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "0.0.0.0/0"
}

# UDP is another protocol, and outbound another direction.
resource "aws_network_acl_rule" "udp" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 50
  rule_action    = "allow"
  protocol       = "udp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "10.0.0.0/8"
}

resource "aws_network_acl_rule" "outbound" {
  network_acl_id = aws_network_acl.app.id
  egress         = true
  rule_number    = 50
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "10.0.0.0/8"
}

# It repeats rule 40.
resource "aws_network_acl_rule" "repeated" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 60
  rule_action    = "allow"
  protocol       = "6"
  from_port      = 443
  to_port        = 443
  cidr_block     = "192.0.2.0/24"
}

resource "aws_network_acl_rule" "all_icmp" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 70
  rule_action    = "deny"
  protocol       = "icmp"
  icmp_type      = 3
  icmp_code      = 4
  cidr_block     = "0.0.0.0/0"
}

# Type 3 has other codes.
resource "aws_network_acl_rule" "unreachable" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 80
  rule_action    = "allow"
  protocol       = "icmp"
  icmp_type      = 3
  icmp_code      = -1
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "too_big" { # expect: nacl-shadowed-allow medium
  network_acl_id = aws_network_acl.app.id
  rule_number    = 90
  rule_action    = "allow"
  protocol       = "icmp"
  icmp_type      = 3
  icmp_code      = 4
  cidr_block     = "10.0.0.0/8"
}
