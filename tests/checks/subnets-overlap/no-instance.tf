# A subnet with count = 0 is not made.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "b" {
  count      = 0
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
