# Connection, table and peer are made elsewhere: whichever the peer is, it takes no internet traffic.
resource "aws_route" "all" { # expect: peering-route-beyond-peer high certain
  route_table_id            = "rtb-0123456789abcdef0"
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-0123456789abcdef0"
}

resource "aws_route" "all_ipv6" { # expect: peering-route-beyond-peer high certain
  route_table_id              = "rtb-0123456789abcdef0"
  destination_ipv6_cidr_block = "::/0"
  vpc_peering_connection_id   = "pcx-0123456789abcdef0"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "inline" { # expect: peering-route-beyond-peer high certain
  vpc_id = aws_vpc.main.id

  route {
    cidr_block                = "0.0.0.0/0"
    vpc_peering_connection_id = "pcx-0123456789abcdef0"
  }
}

# What such a peer has is not known.
resource "aws_route" "narrow" {
  route_table_id            = "rtb-0123456789abcdef0"
  destination_cidr_block    = "10.0.0.0/8"
  vpc_peering_connection_id = "pcx-0123456789abcdef0"
}
