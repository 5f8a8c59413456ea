# Which of two network ACLs gets the rule is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "both" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "first" {
  network_acl_id = aws_network_acl.both[0].id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 443
  to_port        = 443
  cidr_block     = "10.0.0.0/8"
}

resource "terraform_data" "which" {
  input = 1
}

resource "aws_network_acl_rule" "second" { # expect: undecided nacl-rule-number-duplicate high
  network_acl_id = element(aws_network_acl.both[*].id, terraform_data.which.output)
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 80
  to_port        = 80
  cidr_block     = "10.0.0.0/8"
}
