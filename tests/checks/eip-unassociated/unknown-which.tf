# One of two addresses is used; which one is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_eip" "first" {
  domain = "vpc"
}

resource "aws_eip" "second" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_vpc.main.ipv6_association_id == "" ? aws_eip.first.id : aws_eip.second.id
  subnet_id     = aws_subnet.a.id
}
