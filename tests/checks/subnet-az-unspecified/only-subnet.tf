# A VPC with one subnet has no choice of zones to make; the other names its zones by their ids.
resource "aws_vpc" "one" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "one" {
  vpc_id     = aws_vpc.one.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpc" "two" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "two" {
  count                = 2
  vpc_id               = aws_vpc.two.id
  cidr_block           = cidrsubnet("10.1.0.0/16", 8, count.index)
  availability_zone_id = "euw1-az${count.index + 1}"
}
