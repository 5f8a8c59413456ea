# The neighbours of the range, on both sides.
resource "aws_vpc" "below" {
  cidr_block = "172.16.0.0/16"
}

resource "aws_vpc" "above" {
  cidr_block = "172.18.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "inside" { # expect: vpc-uses-172-17 low
  vpc_id     = aws_vpc.below.id
  cidr_block = "172.17.64.0/20"
}
