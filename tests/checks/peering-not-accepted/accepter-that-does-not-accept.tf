# The accepter is there, but does not accept; and one that asks AWS for what it refuses.
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "far"
  region = "us-east-1"
}

resource "aws_vpc" "near" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "main" { # expect: peering-not-accepted medium
  vpc_id        = aws_vpc.near.id
  peer_vpc_id   = "vpc-0123456789abcdef0"
  peer_owner_id = "123456789012"
  peer_region   = "us-east-1"
}

resource "aws_vpc_peering_connection_accepter" "main" {
  provider                  = aws.far
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_vpc_peering_connection" "refused" { # expect: peering-not-accepted critical
  vpc_id      = aws_vpc.near.id
  peer_vpc_id = "vpc-0123456789abcdef1"
  peer_region = "us-east-1"
  auto_accept = true
}
