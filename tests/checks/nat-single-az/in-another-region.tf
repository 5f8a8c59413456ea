# What a fix adds is of the provider that the VPC is of, in its own region.
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "paris"
  region = "eu-west-3"
}

resource "aws_vpc" "main" {
  provider   = aws.paris
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  provider = aws.paris
  vpc_id   = aws_vpc.main.id
}

resource "aws_subnet" "public_a" {
  provider          = aws.paris
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-3a"
}

resource "aws_subnet" "public_b" {
  provider          = aws.paris
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-3b"
}

resource "aws_subnet" "private_a" {
  provider          = aws.paris
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.10.0/24"
  availability_zone = "eu-west-3a"
}

resource "aws_subnet" "private_b" {
  provider          = aws.paris
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.11.0/24"
  availability_zone = "eu-west-3b"
}

resource "aws_route_table" "public" {
  provider = aws.paris
  vpc_id   = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table" "private" {
  provider = aws.paris
  vpc_id   = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "public_a" {
  provider       = aws.paris
  subnet_id      = aws_subnet.public_a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "public_b" {
  provider       = aws.paris
  subnet_id      = aws_subnet.public_b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private_a" {
  provider       = aws.paris
  subnet_id      = aws_subnet.private_a.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table_association" "private_b" {
  provider       = aws.paris
  subnet_id      = aws_subnet.private_b.id
  route_table_id = aws_route_table.private.id
}

resource "aws_eip" "main" {
  provider = aws.paris
  domain   = "vpc"
}

resource "aws_nat_gateway" "main" { # expect: nat-single-az medium
  provider      = aws.paris
  allocation_id = aws_eip.main.id
  subnet_id     = aws_subnet.public_a.id
}
