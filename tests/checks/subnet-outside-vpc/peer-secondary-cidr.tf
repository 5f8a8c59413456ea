# Elsewhere checked for CloudFormation only: a subnet in a secondary CIDR is where it should be.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/16"
}

resource "aws_subnet" "pods" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/18"
}

resource "aws_subnet" "stray" { # expect: subnet-outside-vpc critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.65.0.0/18"
}
