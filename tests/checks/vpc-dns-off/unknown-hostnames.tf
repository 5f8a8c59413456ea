# Whether the VPC has hostnames is known after apply.
resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "main" { # expect: undecided vpc-dns-off medium
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = aws_vpc.other.ipv6_association_id == ""
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
}
