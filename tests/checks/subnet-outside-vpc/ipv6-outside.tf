# The IPv4 CIDR is right, the IPv6 one is not.

resource "aws_vpc" "main" {
  cidr_block        = "10.0.0.0/16"
  ipv6_ipam_pool_id = "ipam-pool-0123456789abcdef0"
  ipv6_cidr_block   = "2001:db8:1234:1a00::/56"
}

resource "aws_subnet" "app" { # expect: subnet-outside-vpc critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"

  ipv6_cidr_block = "2001:db8:1234:1b00::/64"
}
