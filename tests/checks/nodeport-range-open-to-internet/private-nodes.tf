# Nodes that the internet cannot reach today.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.control_plane.id]
  }
}

resource "aws_launch_template" "nodes" {
  name_prefix            = "nodes-"
  vpc_security_group_ids = [aws_security_group.nodes.id]
}

resource "aws_eks_node_group" "main" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "main"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.private.id]

  launch_template {
    id      = aws_launch_template.nodes.id
    version = "1"
  }

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

resource "aws_vpc_security_group_ingress_rule" "one" { # expect: nodeport-range-open-to-internet medium certain
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 31000
  to_port           = 31000
  cidr_ipv4         = "0.0.0.0/0"
}

# Many sources that are the internet together, on the ports that all of them open.
resource "aws_security_group_rule" "low" {
  security_group_id = aws_security_group.nodes.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 30000
  to_port           = 30100
  cidr_blocks       = [for n in range(1, 128) : "${n}.0.0.0/9" if n != 10]
}

resource "aws_security_group_rule" "high" { # expect: nodeport-range-open-to-internet medium
  security_group_id = aws_security_group.nodes.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 30100
  to_port           = 30200
  cidr_blocks       = [for n in range(1, 128) : "${n}.128.0.0/9" if n != 10]
}

# The control plane's own group is not on nodes.
resource "aws_security_group" "control_plane" {
  name   = "control-plane"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# Nothing has it, in a VPC with nodes.
resource "aws_security_group" "unused" { # expect: nodeport-range-open-to-internet info possible
  name   = "unused"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# Nothing has it, but Karpenter finds it by its tag.
resource "aws_security_group" "karpenter" { # expect: nodeport-range-open-to-internet medium likely
  name   = "karpenter"
  vpc_id = aws_vpc.main.id
  tags   = { "karpenter.sh/discovery" = "main" }

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
