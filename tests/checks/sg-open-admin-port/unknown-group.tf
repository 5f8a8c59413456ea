# Whose a rule is waits for the apply: that SSH is open is sure, what has the group is not.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "terraform_data" "group" {
  input = "sg-0123456789abcdef0"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" { # expect: sg-open-admin-port medium possible
  security_group_id = terraform_data.group.output
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}

# A group that others manage, by its id.
resource "aws_vpc_security_group_ingress_rule" "theirs" { # expect: sg-open-admin-port medium possible
  security_group_id = "sg-0123456789abcdef1"
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv6         = "::/0"
}
