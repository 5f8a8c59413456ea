# 100.64.0.0/16 as the VPC's own CIDR is no range for pods.

resource "aws_vpc" "a" {
  cidr_block = "100.64.0.0/16"
}

resource "aws_vpc" "b" { # expect: vpcs-overlap-unconnected low
  cidr_block = "100.64.0.0/16"
}
