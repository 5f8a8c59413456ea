# Notebooks of SageMaker and container instances of ECS have Docker, other instances may not.
resource "aws_vpc" "main" { # expect: vpc-uses-172-17 medium
  cidr_block = "172.17.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "172.17.0.0/24"
}

resource "aws_sagemaker_notebook_instance" "main" {
  name            = "main"
  role_arn        = "arn:aws:iam::123456789012:role/notebook"
  instance_type   = "ml.t3.medium"
  subnet_id       = aws_subnet.main.id
  security_groups = ["sg-0a1b2c3d4e5f60718"]
}

resource "aws_vpc" "ecs" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "ecs" { # expect: vpc-uses-172-17 medium
  vpc_id     = aws_vpc.ecs.id
  cidr_block = "172.17.0.0/16"
}

resource "aws_subnet" "ecs" {
  vpc_id     = aws_vpc.ecs.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_instance" "ecs" {
  ami              = "ami-12345678"
  instance_type    = "m7g.large"
  subnet_id        = aws_subnet.ecs.id
  user_data_base64 = base64encode("echo ECS_CLUSTER=main >> /etc/ecs/ecs.config")
}

resource "aws_vpc" "plain" { # expect: vpc-uses-172-17 low
  cidr_block = "172.17.0.0/20"
}

resource "aws_subnet" "plain" {
  vpc_id     = aws_vpc.plain.id
  cidr_block = "172.17.0.0/24"
}

resource "aws_instance" "plain" {
  ami           = "ami-12345678"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.plain.id
}
