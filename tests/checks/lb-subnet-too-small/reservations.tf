# A reservation takes addresses of a subnet that is large enough without it; one of IPv6 takes none.
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "one" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/26"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "other" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/27"
  availability_zone = "eu-west-1b"
}

# Of the first subnet 15 addresses are left.
resource "aws_ec2_subnet_cidr_reservation" "one" {
  subnet_id        = aws_subnet.one.id
  cidr_block       = "10.0.0.0/27"
  reservation_type = "explicit"
}

resource "aws_ec2_subnet_cidr_reservation" "more" {
  subnet_id        = aws_subnet.one.id
  cidr_block       = "10.0.0.32/28"
  reservation_type = "prefix"
}

resource "aws_ec2_subnet_cidr_reservation" "other" {
  subnet_id        = aws_subnet.other.id
  cidr_block       = "2001:db8::/80"
  reservation_type = "prefix"
}

resource "aws_lb" "app" { # expect: lb-subnet-too-small medium
  subnets = [aws_subnet.one.id, aws_subnet.other.id]
}
