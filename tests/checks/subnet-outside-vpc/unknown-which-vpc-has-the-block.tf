# A secondary block goes to one of two VPCs; which one cannot be told.

variable "pick" {
  default = "a"
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "extra" {
  vpc_id     = var.pick == "a" ? aws_vpc.a.id : aws_vpc.b.id
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "app" { # expect: undecided subnet-outside-vpc high
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.2.0.0/24"
}
