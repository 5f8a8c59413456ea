# Another tool flags every pair of subnets of the two VPCs; there is one finding, at the later VPC.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" { # expect: vpcs-overlap-unconnected low certain
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  count      = 3
  vpc_id     = aws_vpc.a.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_subnet" "b" {
  count      = 3
  vpc_id     = aws_vpc.b.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}
