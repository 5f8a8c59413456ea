# The Region of the peer is known after apply, and a rule that is about everything.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "far" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = "vpc-0a1b2c3d4e5f60718"
  peer_region = aws_vpc.other.ipv6_association_id == "" ? "eu-west-1" : "eu-central-1"
}

resource "aws_security_group" "overlay" {
  name   = "overlay"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 51820
    to_port     = 51820
    cidr_blocks = ["10.1.0.0/16"]
  }
}
