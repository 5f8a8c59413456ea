# Secondary CIDRs in 100.64.0.0/10 are for pods, and used again and again.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "100.64.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "b" {
  vpc_id     = aws_vpc.b.id
  cidr_block = "100.64.0.0/16"
}
