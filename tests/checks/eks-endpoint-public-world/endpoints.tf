# Medium with a private endpoint beside it, silent where the public one is off or narrow.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "both" { # expect: eks-endpoint-public-world medium
  name     = "both"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = aws_subnet.app[*].id
    endpoint_private_access = true
  }
}

resource "aws_eks_cluster" "private" {
  name     = "private"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids              = aws_subnet.app[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_cluster" "narrow" {
  name     = "narrow"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids          = aws_subnet.app[*].id
    public_access_cidrs = ["198.51.100.0/24", "203.0.113.0/24"]
  }
}

resource "aws_eks_cluster" "halves" { # expect: eks-endpoint-public-world high
  name     = "halves"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids          = aws_subnet.app[*].id
    public_access_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
  }
}
