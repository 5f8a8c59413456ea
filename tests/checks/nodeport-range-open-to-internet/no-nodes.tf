# No Kubernetes nodes: an Auto Scaling group of something else, and a cluster on Fargate alone.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_launch_template" "app" {
  name_prefix            = "app-"
  vpc_security_group_ids = [aws_security_group.app.id]
  user_data              = base64encode("#!/bin/sh\n/opt/app/bootstrap.sh\n")
}

resource "aws_autoscaling_group" "app" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.main.id]

  launch_template {
    id = aws_launch_template.app.id
  }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.main.id]
  }
}

resource "aws_eks_fargate_profile" "main" {
  cluster_name           = aws_eks_cluster.main.name
  fargate_profile_name   = "main"
  pod_execution_role_arn = "arn:aws:iam::123456789012:role/fargate"
  subnet_ids             = [aws_subnet.main.id]

  selector {
    namespace = "default"
  }
}

resource "aws_vpc_security_group_ingress_rule" "cluster" {
  security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
