variable "cidr" {
  type = string
}

resource "aws_vpc" "this" { # expect: vpcs-overlap-unconnected info
  cidr_block = var.cidr
}
