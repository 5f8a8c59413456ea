# An unknown secondary CIDR changes nothing where the known ones overlap already.

resource "aws_vpc_ipam_pool" "pool" {
  address_family = "ipv4"
  ipam_scope_id  = "ipam-scope-0123456789abcdef0"
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "second" {
  vpc_id              = aws_vpc.a.id
  ipv4_ipam_pool_id   = aws_vpc_ipam_pool.pool.id
  ipv4_netmask_length = 20
}

resource "aws_vpc" "b" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_vpc_peering_connection" "ab" { # expect: peered-vpcs-overlap critical certain
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  auto_accept = true
}
