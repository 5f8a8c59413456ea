# The options are a resource of their own; the third VPC gives no host names.
resource "aws_vpc" "named" {
  count                = 2
  cidr_block           = "10.${count.index}.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "plain" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.named[0].id
  peer_vpc_id = aws_vpc.named[1].id
  auto_accept = true
}

resource "aws_vpc_peering_connection_options" "main" {
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection" "plain" {
  vpc_id      = aws_vpc.named[0].id
  peer_vpc_id = aws_vpc.plain.id
  auto_accept = true
}
