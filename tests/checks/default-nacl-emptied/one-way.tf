# Only one of the directions has rules, and one of the subnets another network ACL.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_network_acl" "first" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app[0].id]
}

resource "aws_default_network_acl" "main" { # expect: default-nacl-emptied critical
  default_network_acl_id = aws_vpc.main.default_network_acl_id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
