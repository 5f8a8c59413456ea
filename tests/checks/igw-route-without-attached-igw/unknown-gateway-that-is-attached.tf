# Terraform's plan does not tell which of the two gateways is attached.
locals {
  attached = aws_internet_gateway.main["a"].id
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  for_each = toset(["a", "b"])
}

resource "aws_internet_gateway_attachment" "main" {
  internet_gateway_id = local.attached
  vpc_id              = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" { # expect: undecided igw-route-without-attached-igw high
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main["b"].id
}
