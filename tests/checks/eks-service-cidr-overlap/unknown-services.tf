# Which block the Services get is known after apply only.
resource "aws_vpc" "main" {
  cidr_block           = "10.100.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 4, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "terraform_data" "services" {
}

resource "aws_eks_cluster" "main" { # expect: undecided eks-service-cidr-overlap high
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.main[*].id
  }

  kubernetes_network_config {
    service_ipv4_cidr = terraform_data.services.id
  }
}
