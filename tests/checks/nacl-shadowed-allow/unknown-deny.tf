# Whom the deny is about is known after apply; it may be about the same addresses.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "scanner" {
  domain = "vpc"
}

resource "aws_network_acl" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "scanner" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 10
  rule_action    = "deny"
  protocol       = "-1"
  cidr_block     = "${aws_eip.scanner.public_ip}/32"
}

resource "aws_network_acl_rule" "web" { # expect: undecided nacl-shadowed-allow low
  network_acl_id = aws_network_acl.app.id
  rule_number    = 20
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "198.51.100.7/32"
}
