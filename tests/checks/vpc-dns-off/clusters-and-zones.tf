# A cluster without resolution, a private zone without hostnames, and a VPC in which nothing needs names.
resource "aws_vpc" "cluster" { # expect: vpc-dns-off high certain
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = false
  enable_dns_hostnames = false
}

resource "aws_subnet" "cluster" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.cluster.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.cluster["a"].id, aws_subnet.cluster["b"].id]
  }
}

resource "aws_vpc" "named" { # expect: vpc-dns-off medium certain
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "named" {
  vpc_id     = aws_vpc.named.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_route53_zone" "internal" {
  name = "internal.example.com"

  vpc {
    vpc_id = aws_vpc.named.id
  }
}

resource "aws_vpc" "plain" {
  cidr_block = "10.2.0.0/16"
}
