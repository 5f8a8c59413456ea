# Each attachment is told once, with those before it.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_vpc" "spoke" {
  count      = 3
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "spoke" {
  count      = 3
  vpc_id     = aws_vpc.spoke[count.index].id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "spoke" { # expect: tgw-attached-vpcs-overlap, tgw-attached-vpcs-overlap
  count              = 3
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.spoke[count.index].id
  subnet_ids         = [aws_subnet.spoke[count.index].id]
}
