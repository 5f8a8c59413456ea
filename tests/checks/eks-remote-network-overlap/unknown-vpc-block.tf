# The VPC takes its block from a pool.
resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d4e5f60718"
  ipv4_netmask_length = 16
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 4, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "main" { # expect: undecided eks-remote-network-overlap medium
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = aws_subnet.main[*].id
  }

  remote_network_config {
    remote_node_networks {
      cidrs = ["10.200.0.0/16"]
    }
  }
}
