# A secondary block inside the VPC's own: one mistake, told once.
# judged by: vpc-cidr-self-overlap, secondary-cidr-restricted
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "more" { # expect: vpc-cidr-self-overlap critical
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.4.0/24"
}
