# The accepter's VPC is in another account: its CIDRs are not in this input.
resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "partner" { # expect: undecided peered-vpcs-overlap high
  vpc_id        = aws_vpc.shop.id
  peer_vpc_id   = "vpc-0123456789abcdef0"
  peer_owner_id = "123456789012"
}
