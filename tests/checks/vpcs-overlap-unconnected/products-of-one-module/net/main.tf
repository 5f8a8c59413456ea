variable "cidr" {
  type = string
}

resource "aws_vpc" "this" { # expect: vpcs-overlap-unconnected low, vpcs-overlap-unconnected low
  cidr_block = var.cidr
}
