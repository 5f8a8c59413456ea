# Blocks of a VPC's own range and of 100.64.0.0/10 are taken.
resource "aws_vpc" "ten" {
  cidr_block = "10.4.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "ten" {
  for_each   = toset(["10.5.0.0/16", "100.64.0.0/16"])
  vpc_id     = aws_vpc.ten.id
  cidr_block = each.key
}

resource "aws_vpc" "sixteen" {
  cidr_block = "192.168.0.0/20"
}

resource "aws_vpc_ipv4_cidr_block_association" "sixteen" {
  for_each   = toset(["192.168.16.0/20", "100.64.0.0/16"])
  vpc_id     = aws_vpc.sixteen.id
  cidr_block = each.key
}
