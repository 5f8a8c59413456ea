# AWS picks the zones of the subnets.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route53_resolver_endpoint" "in" { # expect: undecided resolver-endpoint-single-az low
  direction          = "INBOUND"
  security_group_ids = ["sg-0a1b2c3d4e5f60718"]

  ip_address {
    subnet_id = aws_subnet.main[0].id
  }

  ip_address {
    subnet_id = aws_subnet.main[1].id
  }
}
