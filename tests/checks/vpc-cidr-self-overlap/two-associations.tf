# Two secondary blocks overlap each other, a third is beside them.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

locals {
  blocks = ["100.64.0.0/16", "100.64.128.0/17", "100.65.0.0/16"]
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" { # expect: vpc-cidr-self-overlap critical
  count      = 3
  vpc_id     = aws_vpc.main.id
  cidr_block = local.blocks[count.index]
}
