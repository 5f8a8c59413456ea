# The IPv4 CIDRs are apart, the IPv6 ones are equal.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "main" {
  cidr_block        = "10.0.0.0/16"
  ipv6_ipam_pool_id = "ipam-pool-0123456789abcdef0"
  ipv6_cidr_block   = "2001:db8:1234:1a00::/56"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"

  ipv6_cidr_block = "2001:db8:1234:1a00::/64"
}

resource "aws_subnet" "db" { # expect: subnets-overlap critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"

  ipv6_cidr_block = "2001:db8:1234:1a00::/64"
}
