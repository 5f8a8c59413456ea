# Nodes and container instances that are no node group, each in a subnet without a way out.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_launch_template" "node" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m6i.large"
  user_data     = base64encode("#!/bin/bash\n/etc/eks/bootstrap.sh main\n")
}

resource "aws_autoscaling_group" "node" { # expect: no-default-route-but-needs-egress medium
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.main.id]

  launch_template {
    id = aws_launch_template.node.id
  }
}

resource "aws_launch_template" "host" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m6i.large"
  user_data     = base64encode("#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "host" { # expect: no-default-route-but-needs-egress medium
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.main.id]

  launch_template {
    id = aws_launch_template.host.id
  }
}

resource "aws_eks_fargate_profile" "main" { # expect: no-default-route-but-needs-egress high
  cluster_name           = "main"
  fargate_profile_name   = "main"
  pod_execution_role_arn = "arn:aws:iam::123456789012:role/pods"
  subnet_ids             = [aws_subnet.main.id]

  selector {
    namespace = "default"
  }
}

# What it is for is not known.
resource "aws_launch_template" "worker" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m6i.large"
}

resource "aws_autoscaling_group" "worker" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.main.id]

  launch_template {
    id = aws_launch_template.worker.id
  }
}
