# The transit gateway is another account's; the attachment is here.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = "tgw-0123456789abcdef0"
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_route" "out" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = "tgw-0123456789abcdef0"
}
