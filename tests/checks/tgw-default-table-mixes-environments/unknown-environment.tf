# Nothing tells the environment of the other VPC.
resource "aws_vpc" "main" {
  for_each   = { prod = "10.0.0.0/16", shared = "10.1.0.0/16" }
  cidr_block = each.value
  tags       = { Environment = each.key }
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}
