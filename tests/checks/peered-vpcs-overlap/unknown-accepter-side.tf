# The accepter's side of a connection that is asked for elsewhere: neither VPC is in this input.

resource "aws_vpc_peering_connection_accepter" "partner" { # expect: undecided peered-vpcs-overlap high
  vpc_peering_connection_id = "pcx-0123456789abcdef0"
  auto_accept               = true
}
