# Only the company's network is routed: a proxy may be there.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "company" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.8.0.0/14"
  gateway_id             = aws_vpn_gateway.main.id
}

resource "aws_eks_node_group" "main" { # expect: undecided no-default-route-but-needs-egress medium
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = [aws_subnet.main.id]

  scaling_config {
    desired_size = 2
    max_size     = 3
    min_size     = 1
  }
}
