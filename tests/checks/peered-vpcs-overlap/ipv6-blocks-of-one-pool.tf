# The IPv4 CIDRs are apart, the IPv6 ones are equal.

resource "aws_vpc" "a" {
  cidr_block        = "10.0.0.0/16"
  ipv6_ipam_pool_id = "ipam-pool-0123456789abcdef0"
  ipv6_cidr_block   = "2001:db8:1234:1a00::/56"
}

resource "aws_vpc" "b" {
  cidr_block        = "10.1.0.0/16"
  ipv6_ipam_pool_id = "ipam-pool-0123456789abcdef0"
  ipv6_cidr_block   = "2001:db8:1234:1a00::/56"
}

resource "aws_vpc_peering_connection" "ab" { # expect: peered-vpcs-overlap critical certain
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  auto_accept = true
}
