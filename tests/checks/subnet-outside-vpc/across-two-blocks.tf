# Two blocks side by side are still two: a subnet lies in one of them.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_vpc_ipv4_cidr_block_association" "second" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "app" { # expect: subnet-outside-vpc critical certain
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/23"
}
