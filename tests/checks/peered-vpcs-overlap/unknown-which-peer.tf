# Which VPC is the peer cannot be told from the plan; one of the two overlaps.

variable "near" {
  default = true
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "near" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "far" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "ab" { # expect: undecided peered-vpcs-overlap high
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = var.near ? aws_vpc.near.id : aws_vpc.far.id
  auto_accept = true
}
