# A subnet may be as large as its VPC, but then there is no room for another.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "all" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "more" { # expect: subnets-overlap critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.255.0/24"
}
