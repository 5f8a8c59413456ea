# The zone needs a VPC to be made with; nobody asks for names in this one.
resource "aws_vpc" "main" { # expect: vpc-dns-off low
  cidr_block = "10.0.0.0/16"
}

resource "aws_route53_zone" "main" {
  name = "example.internal"

  vpc {
    vpc_id = aws_vpc.main.id
  }
}
