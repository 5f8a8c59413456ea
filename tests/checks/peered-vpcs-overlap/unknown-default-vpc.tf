# The CIDR of a default VPC is that of the account: known only once it has been read.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_default_vpc" "default" {}

resource "aws_vpc" "a" {
  cidr_block = "172.31.0.0/16"
}

resource "aws_vpc_peering_connection" "ab" { # expect: undecided peered-vpcs-overlap high
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_default_vpc.default.id
  auto_accept = true
}
