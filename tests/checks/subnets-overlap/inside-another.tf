# The second subnet is the upper half of the first.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "first" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "second" { # expect: subnets-overlap critical certain
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.8.0/21"
}
