# Which of the subnets the cluster gets is known after apply.
provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count                = 2
  vpc_id               = aws_vpc.main.id
  cidr_block           = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone_id = ["use1-az1", "use1-az3"][count.index]
}

resource "terraform_data" "which" {
  input = 0
}

resource "aws_eks_cluster" "main" { # expect: undecided eks-az-restricted high
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = [element(aws_subnet.app[*].id, terraform_data.which.output)]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
