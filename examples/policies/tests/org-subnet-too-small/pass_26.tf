resource "aws_vpc" "prod" {
  cidr_block = "10.65.0.0/16"
  tags       = { Environment = "prod" }
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.65.0.0/26"
}
