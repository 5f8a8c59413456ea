# However many VPCs overlap, each is told once.

resource "aws_vpc" "lab" { # expect: vpcs-overlap-unconnected low, vpcs-overlap-unconnected low, vpcs-overlap-unconnected low
  count      = 4
  cidr_block = "10.0.0.0/16"
}
