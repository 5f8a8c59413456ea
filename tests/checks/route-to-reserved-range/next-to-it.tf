# Ranges beside the reserved ones, and everything.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route" "beside" {
  for_each               = toset(["169.254.164.0/22", "169.254.172.0/22"])
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = each.key
  gateway_id             = aws_internet_gateway.main.id
}
