# Two addresses in one zone and a third in another.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route53_resolver_endpoint" "in" {
  direction          = "INBOUND"
  security_group_ids = ["sg-0a1b2c3d4e5f60718"]

  ip_address {
    subnet_id = aws_subnet.a.id
    ip        = "10.0.0.10"
  }

  ip_address {
    subnet_id = aws_subnet.a.id
    ip        = "10.0.0.11"
  }

  ip_address {
    subnet_id = aws_subnet.b.id
  }
}
