resource "aws_vpc" "prod" {
  cidr_block = "10.65.0.0/16"
  tags       = { Env = "prod" }
}

resource "aws_vpc" "dev" {
  cidr_block = "10.0.0.0/16"
  tags       = { Env = "prod" }
}

resource "aws_vpc_peering_connection" "a" {
  vpc_id      = aws_vpc.prod.id
  peer_vpc_id = aws_vpc.dev.id
}
