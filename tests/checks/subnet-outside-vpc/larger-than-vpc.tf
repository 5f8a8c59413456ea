# A subnet that holds its VPC is not in it.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "app" { # expect: subnet-outside-vpc critical certain
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/16"
}
