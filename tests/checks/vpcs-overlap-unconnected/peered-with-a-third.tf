# One of the two is peered with a third VPC.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" { # expect: vpcs-overlap-unconnected medium
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "c" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "ac" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.c.id
  auto_accept = true
}
