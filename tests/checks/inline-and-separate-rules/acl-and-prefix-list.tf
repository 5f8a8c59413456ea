# A network ACL and a prefix list in two ways, and a default ACL that owns even what it does not list.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "main" { # expect: inline-and-separate-rules high certain
  vpc_id = aws_vpc.main.id

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_network_acl_rule" "main" {
  network_acl_id = aws_network_acl.main.id
  egress         = true
  rule_number    = 90
  rule_action    = "deny"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 25
  to_port        = 25
}

resource "aws_default_network_acl" "main" { # expect: inline-and-separate-rules high certain
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}

resource "aws_network_acl_rule" "default" {
  network_acl_id = aws_default_network_acl.main.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "10.0.0.0/16"
}

resource "aws_ec2_managed_prefix_list" "offices" { # expect: inline-and-separate-rules high certain
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = "192.0.2.0/25"
  }
}

resource "aws_ec2_managed_prefix_list_entry" "offices" {
  prefix_list_id = aws_ec2_managed_prefix_list.offices.id
  cidr           = "198.51.100.0/25"
}
