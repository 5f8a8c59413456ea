# Two regions: the accepter's side names the connection by the accepter's resource.
# judged by: missing-return-route peering-not-accepted peering-route-beyond-peer
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

resource "aws_vpc" "far" {
  provider   = aws.far
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.near.id
  peer_vpc_id = aws_vpc.far.id
  peer_region = "us-east-1"
}

resource "aws_vpc_peering_connection_accepter" "main" {
  provider                  = aws.far
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
  auto_accept               = true
}

resource "aws_route" "near" {
  route_table_id            = aws_vpc.near.main_route_table_id
  destination_cidr_block    = aws_vpc.far.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_route" "far" {
  provider                  = aws.far
  route_table_id            = aws_vpc.far.main_route_table_id
  destination_cidr_block    = aws_vpc.near.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}
