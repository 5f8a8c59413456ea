# A part of the VPC that is sent to an internet gateway is told once.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_internet_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_route" "inside" { # expect: gateway-rt-invalid critical
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "10.0.1.0/24"
  gateway_id             = aws_internet_gateway.main.id
}
