# CIDRs that do not overlap.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}
