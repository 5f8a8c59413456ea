# Nodes that are no node group: their Auto Scaling group carries the tag of the cluster.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
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
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.public.id
}

resource "aws_launch_template" "node" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m6i.large"
}

resource "aws_autoscaling_group" "node" { # expect: eks-public-subnet-no-auto-ip medium
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.main.id]

  launch_template {
    id = aws_launch_template.node.id
  }

  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}
