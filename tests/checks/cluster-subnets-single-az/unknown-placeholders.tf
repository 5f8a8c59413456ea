# The values stand for ids to be filled in, each more than once: how many subnets there are, nobody knows.
variable "subnet_ids" {
  default = ["<subnet>", "<subnet>", "subnet-xxxxxxxx", "subnet-xxxxxxxx"]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = var.subnet_ids
  }
}

resource "aws_eks_cluster" "known" { # expect: cluster-subnets-single-az critical certain
  name     = "known"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60718"]
  }
}
