# Ranges that are nobody's on the internet.
resource "aws_vpc" "shared" {
  cidr_block = "100.64.0.0/16"
}

resource "aws_vpc" "benchmark" {
  cidr_block = "198.19.0.0/16"
}

resource "aws_vpc" "edge" { # expect: public-range-vpc low
  cidr_block = "172.32.0.0/16"
}
