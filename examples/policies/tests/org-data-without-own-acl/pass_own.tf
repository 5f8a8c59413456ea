resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }

resource "aws_subnet" "data" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
  tags       = { Tier = "data" }
}

resource "aws_network_acl" "data" {
  vpc_id     = aws_vpc.a.id
  subnet_ids = [aws_subnet.data.id]
  tags       = { Tier = "data" }
}
