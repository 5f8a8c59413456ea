# A rule for IPv6 is of no use to a subnet without a block of it; where there is one, replies count.
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "ipv4" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "dual" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.1.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
}

resource "aws_network_acl" "ipv4" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.ipv4.id]

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    ipv6_cidr_block = "::/0"
    from_port       = 443
    to_port         = 443
  }
}

resource "aws_network_acl" "dual" { # expect: nacl-blocks-ephemeral high
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.dual.id]

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    ipv6_cidr_block = "::/0"
    from_port       = 443
    to_port         = 443
  }
}
