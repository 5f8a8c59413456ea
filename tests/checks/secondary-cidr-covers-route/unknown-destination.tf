# The destination of the route is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.other.id
}

resource "aws_vpc" "pooled" {
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d4e5f60718"
  ipv4_netmask_length = 16
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.2.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block                = aws_vpc.pooled.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection.main.id
  }
}
