# Requester and accepter are two handles of one connection: it is told once.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "peer"
  region = "eu-central-1"
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  provider   = aws.peer
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "ab" { # expect: peered-vpcs-overlap critical certain
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  peer_region = "eu-central-1"
}

resource "aws_vpc_peering_connection_accepter" "ab" {
  provider                  = aws.peer
  vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
  auto_accept               = true
}
