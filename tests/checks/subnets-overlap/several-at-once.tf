# One finding for each subnet, however many it overlaps.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "c" { # expect: subnets-overlap critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/16"
}
