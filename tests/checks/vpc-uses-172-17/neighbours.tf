# The ranges on both sides.
resource "aws_vpc" "below" {
  cidr_block = "172.16.0.0/16"
}

resource "aws_vpc" "above" {
  cidr_block = "172.18.0.0/16"
}
