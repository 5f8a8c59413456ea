# Whether the group is on nodes, or nodes are reached, depends on what the input does not show.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

# The template is known by its id only, so nodes may have any group.
resource "aws_eks_node_group" "main" {
  cluster_name    = "main"
  node_group_name = "main"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.main.id]

  launch_template {
    id      = "lt-0123456789abcdef0"
    version = "1"
  }

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

resource "aws_security_group" "perhaps" { # expect: undecided nodeport-range-open-to-internet medium
  name   = "perhaps"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# The subnet is known by its id only: the finding stands, what decides its severity is named.
resource "aws_security_group" "elsewhere" { # expect: nodeport-range-open-to-internet medium possible
  name   = "elsewhere"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "elsewhere" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = "subnet-0123456789abcdef0"
  vpc_security_group_ids = [aws_security_group.elsewhere.id]
  user_data_base64       = base64encode("kubeadm  join 10.0.0.1:6443")
}
