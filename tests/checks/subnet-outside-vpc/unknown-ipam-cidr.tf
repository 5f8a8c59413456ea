# The subnet has a literal CIDR, its VPC takes one from a pool at apply.
resource "aws_vpc_ipam_pool" "pool" {
  address_family = "ipv4"
  ipam_scope_id  = "ipam-scope-0123456789abcdef0"
}

resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = aws_vpc_ipam_pool.pool.id
  ipv4_netmask_length = 16
}

resource "aws_subnet" "app" { # expect: undecided subnet-outside-vpc high
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.0.0/24"
}
