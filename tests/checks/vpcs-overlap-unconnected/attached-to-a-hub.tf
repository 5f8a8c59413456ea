# One of the two hangs on a transit gateway already: the other can never join it.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" { # expect: vpcs-overlap-unconnected medium
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.a.id
  subnet_ids         = [aws_subnet.a.id]
}
