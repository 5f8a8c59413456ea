# Replies of one service to some clients are denied on purpose, UDP needs none, an ACL is unused.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
  depends_on    = [aws_internet_gateway.main]
}

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.public.id]
}

locals {
  rules = {
    no_rdp      = [false, 10, "deny", "tcp", 3389, 3389, "0.0.0.0/0"]
    web         = [false, 20, "allow", "tcp", 443, 443, "0.0.0.0/0"]
    logs        = [false, 30, "allow", "udp", 514, 514, "10.0.0.0/8"]
    replies     = [false, 40, "allow", "tcp", 1024, 65535, "0.0.0.0/0"]
    out_to_some = [true, 10, "deny", "tcp", 1024, 65535, "198.51.100.0/24"]
    out_web     = [true, 20, "allow", "tcp", 443, 443, "0.0.0.0/0"]
    out_replies = [true, 30, "allow", "tcp", 1024, 65535, "0.0.0.0/0"]
  }
}

resource "aws_network_acl_rule" "public" {
  for_each       = local.rules
  network_acl_id = aws_network_acl.public.id
  egress         = each.value[0]
  rule_number    = each.value[1]
  rule_action    = each.value[2]
  protocol       = each.value[3]
  from_port      = each.value[4]
  to_port        = each.value[5]
  cidr_block     = each.value[6]
}

resource "aws_network_acl" "unused" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }
}
