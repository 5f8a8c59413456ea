# Equal blocks of different VPCs are no matter of this check.
resource "aws_vpc" "one" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  for_each   = { one = aws_vpc.one.id, other = aws_vpc.other.id }
  vpc_id     = each.value
  cidr_block = "100.64.0.0/16"
}
