# What the pool gives decides whether the VPC takes a private block; pods' addresses go with all.
resource "aws_vpc_ipam_pool" "pool" {
  address_family = "ipv4"
  ipam_scope_id  = "ipam-scope-0123456789abcdef0"
}

resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = aws_vpc_ipam_pool.pool.id
  ipv4_netmask_length = 16
}

resource "aws_vpc_ipv4_cidr_block_association" "more" { # expect: undecided secondary-cidr-restricted high
  vpc_id     = aws_vpc.main.id
  cidr_block = "192.168.0.0/20"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/16"
}
