# One takes the default association; the other belongs to another account's transit gateway.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "shared" {
  transit_gateway_id                              = "tgw-0123456789abcdef0"
  vpc_id                                          = aws_vpc.main.id
  subnet_ids                                      = [aws_subnet.main.id]
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
}
