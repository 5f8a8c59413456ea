# The options are those of one of two connections, of which one sets its own.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" { # expect: undecided peering-options-twice low
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.other.id
  auto_accept = true

  requester {
    allow_remote_vpc_dns_resolution = false
  }
}

resource "aws_vpc_peering_connection" "partner" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_vpc_peering_connection_options" "either" {
  vpc_peering_connection_id = aws_vpc.main.ipv6_association_id == "" ? aws_vpc_peering_connection.main.id : aws_vpc_peering_connection.partner.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}
