# The list is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_eks_cluster" "main" { # expect: undecided eks-endpoint-public-world low
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids          = aws_subnet.app[*].id
    public_access_cidrs = ["${aws_eip.office.public_ip}/32"]
  }
}
