# Each private range refuses the others.
resource "aws_vpc" "ten" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "ten" { # expect: secondary-cidr-restricted critical
  vpc_id     = aws_vpc.ten.id
  cidr_block = "172.16.0.0/16"
}

resource "aws_vpc" "sixteen" {
  cidr_block = "192.168.0.0/20"
}

resource "aws_vpc_ipv4_cidr_block_association" "sixteen" { # expect: secondary-cidr-restricted critical
  vpc_id     = aws_vpc.sixteen.id
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc" "public" {
  cidr_block = "203.0.112.0/20"
}

resource "aws_vpc_ipv4_cidr_block_association" "public" { # expect: secondary-cidr-restricted critical
  vpc_id     = aws_vpc.public.id
  cidr_block = "10.3.0.0/16"
}
