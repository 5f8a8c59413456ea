# Whether 10.0.0.0/16 holds the VPC's CIDR is known only when the pool has given it.
resource "aws_vpc_ipam_pool" "pool" {
  address_family = "ipv4"
  ipam_scope_id  = "ipam-scope-0123456789abcdef0"
}

resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = aws_vpc_ipam_pool.pool.id
  ipv4_netmask_length = 16
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "app" {
  subnet_id       = "subnet-0123456789abcdef0"
  security_groups = [aws_security_group.app.id]
}

resource "aws_vpc_security_group_ingress_rule" "app" { # expect: undecided sg-ingress-vpc-wide low
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}

# One address is never a whole VPC, whatever CIDR the pool gives.
resource "aws_vpc_security_group_ingress_rule" "host" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.1.2.3/32"
}

# What nothing uses would be low at most.
resource "aws_security_group" "spare" {
  name   = "spare"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "spare" {
  security_group_id = aws_security_group.spare.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}

# The VPC's own CIDR is the whole VPC, whatever it will be.
resource "aws_vpc_security_group_ingress_rule" "own" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 1
  to_port           = 65535
  cidr_ipv4         = aws_vpc.main.cidr_block
}
