# The destination of the route is known only after apply: it may be the default.
# judged by: nat-single-az, nats-share-az, nat-cross-az-route

resource "aws_eip" "partner" {
  domain = "vpc"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "private_a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.10.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "private_b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.11.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_eip" "main" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: undecided nat-single-az low
  allocation_id = aws_eip.main.id
  subnet_id     = aws_subnet.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "partner" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = aws_vpc_ipam_pool_cidr.partner.cidr
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_vpc_ipam_pool_cidr" "partner" {
  ipam_pool_id   = "ipam-pool-0123456789abcdef0"
  netmask_length = 24
}

resource "aws_route_table_association" "private_a" {
  subnet_id      = aws_subnet.private_a.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table_association" "private_b" {
  subnet_id      = aws_subnet.private_b.id
  route_table_id = aws_route_table.private.id
}
