# The NAT gateway's subnet falls back on the main route table of a new VPC, which is local only.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: public-nat-in-private-subnet medium
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.nat.id
}
