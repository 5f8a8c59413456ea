# Environments by tag, but made by different blocks: not equal on purpose.

resource "aws_vpc" "dev" {
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "dev" }
}

resource "aws_vpc" "main" { # expect: vpcs-overlap-unconnected low
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "prod" }
}
