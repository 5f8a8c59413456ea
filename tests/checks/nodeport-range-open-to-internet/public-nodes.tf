# Nodes in a public subnet, over IPv4 and IPv6, by every spelling of a rule.
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "public" {
  vpc_id                          = aws_vpc.main.id
  cidr_block                      = "10.0.1.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation = true
  map_public_ip_on_launch         = true
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.public.id]
  }
}

# A node group whose template names the group.
resource "aws_security_group" "nodes" { # expect: nodeport-range-open-to-internet high certain
  name   = "nodes"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_launch_template" "nodes" {
  name_prefix            = "nodes-"
  vpc_security_group_ids = [aws_security_group.nodes.id, aws_security_group.more.id]
}

resource "aws_eks_node_group" "main" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "main"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.public.id]

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

resource "aws_security_group" "more" {
  name   = "more"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "all" { # expect: nodeport-range-open-to-internet critical certain
  security_group_id = aws_security_group.more.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "ipv6" { # expect: nodeport-range-open-to-internet critical certain
  security_group_id = aws_security_group.more.id
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_ipv6         = "::/0"
}

resource "aws_security_group_rule" "few" { # expect: nodeport-range-open-to-internet high certain
  security_group_id = aws_security_group.more.id
  type              = "ingress"
  protocol          = "17"
  from_port         = 31000
  to_port           = 31010
  cidr_blocks       = ["0.0.0.0/1", "128.0.0.0/1"]
}

# The default group of a cluster's nodes is the one that EKS makes.
resource "aws_eks_node_group" "plain" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "plain"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.public.id]

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

resource "aws_vpc_security_group_ingress_rule" "cluster" { # expect: nodeport-range-open-to-internet high certain
  security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
  ip_protocol       = "tcp"
  from_port         = 32000
  to_port           = 32000
  cidr_ipv4         = "0.0.0.0/0"
}

# Instances by their tag, by user data, and by user data in base64 in a template.
resource "aws_security_group" "tagged" { # expect: nodeport-range-open-to-internet high likely
  name   = "tagged"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 31000
    to_port     = 31000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "tagged" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.tagged.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}

resource "aws_security_group" "joining" { # expect: nodeport-range-open-to-internet high likely
  name   = "joining"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 31000
    to_port     = 31000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "joining" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.joining.id]
  user_data_base64       = base64encode("#!/bin/sh\ncurl -sfL https://get.k3s.io | sh -\n")
}

resource "aws_security_group" "encoded" { # expect: nodeport-range-open-to-internet high likely
  name   = "encoded"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 31000
    to_port     = 31000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_launch_template" "encoded" {
  name_prefix = "encoded-"
  user_data   = base64gzip("#!/bin/bash\n/etc/eks/bootstrap.sh main\n")

  network_interfaces {
    associate_public_ip_address = "true"
    security_groups             = [aws_security_group.encoded.id]
  }
}

resource "aws_autoscaling_group" "encoded" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.public.id]

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.encoded.id
      }
    }
  }
}
