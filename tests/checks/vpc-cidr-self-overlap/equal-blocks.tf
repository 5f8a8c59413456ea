# The block of the VPC is associated a second time.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "again" { # expect: vpc-cidr-self-overlap critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/16"
}
