# A literal IPv6 subnet in a VPC whose block Amazon gives at apply.

resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "app" { # expect: undecided subnet-outside-vpc high
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"

  ipv6_cidr_block = "2001:db8:1234:1a00::/64"
}
