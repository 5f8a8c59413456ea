# Other accounts and regions accept what they are asked for.
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "account" {
  vpc_id        = aws_vpc.app.id
  peer_vpc_id   = "vpc-0123456789abcdef0"
  peer_owner_id = "123456789012"
}

resource "aws_vpc_peering_connection" "region" {
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = "vpc-0123456789abcdef1"
  peer_region = "us-east-1"
}
