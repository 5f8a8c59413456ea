# One VPC and one group for each key: a plan alone tells the VPC of a group by the key they share.
resource "aws_vpc" "each" {
  for_each   = { app = 1, data = 2, audit = 3 }
  cidr_block = "10.${each.value}.0.0/16"
}

resource "aws_vpc_peering_connection" "app_data" {
  vpc_id      = aws_vpc.each["app"].id
  peer_vpc_id = aws_vpc.each["data"].id
  auto_accept = true
}

resource "aws_security_group" "each" {
  for_each = aws_vpc.each
  vpc_id   = each.value.id
}

resource "aws_vpc_security_group_ingress_rule" "app_from_data" {
  security_group_id            = aws_security_group.each["app"].id
  referenced_security_group_id = aws_security_group.each["data"].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "app_from_audit" { # expect: sg-ref-other-vpc medium likely
  security_group_id            = aws_security_group.each["app"].id
  referenced_security_group_id = aws_security_group.each["audit"].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
