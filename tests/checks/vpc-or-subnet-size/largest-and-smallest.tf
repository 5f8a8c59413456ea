# The largest and the smallest that AWS takes.
resource "aws_vpc" "large" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "large" {
  vpc_id     = aws_vpc.large.id
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "small" {
  cidr_block = "10.1.0.0/28"
}

resource "aws_subnet" "small" {
  vpc_id     = aws_vpc.small.id
  cidr_block = "10.1.0.0/28"
}
