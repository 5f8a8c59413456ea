# The same VPC, the group itself, a group that is associated with both VPCs, a peering.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "peer" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.peer.id
  auto_accept = true
}

resource "aws_security_group" "one" {
  name   = "one"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "two" {
  name   = "two"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.other.id
}

resource "aws_security_group" "peer" {
  name   = "peer"
  vpc_id = aws_vpc.peer.id
}

resource "aws_vpc_security_group_vpc_association" "two" {
  security_group_id = aws_security_group.two.id
  vpc_id            = aws_vpc.other.id
}

resource "aws_vpc_security_group_ingress_rule" "same" {
  security_group_id            = aws_security_group.one.id
  referenced_security_group_id = aws_security_group.two.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "itself" {
  security_group_id            = aws_security_group.one.id
  referenced_security_group_id = aws_security_group.one.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "associated" {
  security_group_id            = aws_security_group.far.id
  referenced_security_group_id = aws_security_group.two.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "peered" {
  security_group_id            = aws_security_group.one.id
  referenced_security_group_id = aws_security_group.peer.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
