# judged by: sg-unattached, sg-open-admin-port
# Without rules, named by another group, told by another check, or handed on.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "empty" {
  name   = "empty"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "callers" {
  name   = "callers"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.callers.id]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_security_group" "ssh" { # expect: sg-open-admin-port info
  name   = "ssh"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "handed" {
  name   = "handed"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_ssm_parameter" "group" {
  name  = "/group"
  type  = "String"
  value = aws_security_group.handed.id
}

# What launches from the template is elsewhere; callers who may log in are too.
resource "aws_security_group" "template" {
  name   = "template"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_launch_template" "elsewhere" {
  name_prefix            = "elsewhere-"
  vpc_security_group_ids = [aws_security_group.template.id]
}

resource "aws_security_group" "admins" {
  name   = "admins"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.main.id]
  }
}

resource "aws_eks_node_group" "nodes" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "nodes"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.main.id]

  remote_access {
    ec2_ssh_key               = "admins"
    source_security_group_ids = [aws_security_group.admins.id]
  }

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}
