# The largest and the smallest blocks that there are, and an IPv6 block that is no /64.
resource "aws_vpc" "large" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "small" {
  cidr_block = "10.1.0.0/28"
}

resource "aws_subnet" "large" {
  vpc_id          = aws_vpc.large.id
  cidr_block      = "10.0.0.0/16"
  ipv6_cidr_block = "2600:1f16:1a2b:3c00::/60"
}

resource "aws_subnet" "small" {
  vpc_id     = aws_vpc.small.id
  cidr_block = "10.1.0.0/28"
}

resource "aws_subnet" "odd" { # expect: vpc-or-subnet-size critical
  vpc_id          = aws_vpc.large.id
  cidr_block      = "10.0.0.0/24"
  ipv6_cidr_block = "2600:1f16:1a2b:3c00::/62"
}
