# Whether the subnet gets an IPv6 block is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "terraform_data" "block" {
  input = "2001:db8::/64"
}

resource "aws_subnet" "dual" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.2.0/24"
  ipv6_cidr_block = terraform_data.block.output
}

resource "aws_network_acl" "dual" { # expect: undecided nacl-ipv6-gap low
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.dual.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}
