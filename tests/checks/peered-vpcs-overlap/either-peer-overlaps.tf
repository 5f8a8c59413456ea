# Which VPC is the peer cannot be told, but both overlap.

variable "near" {
  default = true
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "near" {
  cidr_block = "10.0.0.0/17"
}

resource "aws_vpc" "far" {
  cidr_block = "10.0.128.0/17"
}

resource "aws_vpc_peering_connection" "ab" { # expect: peered-vpcs-overlap critical
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = var.near ? aws_vpc.near.id : aws_vpc.far.id
  auto_accept = true
}
