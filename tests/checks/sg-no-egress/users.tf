# What has to open connections, and what only answers.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "host" { # expect: sg-no-egress medium certain
  name   = "host"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "host" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.host.id]
}

resource "aws_security_group" "function" { # expect: sg-no-egress high certain
  name   = "function"
  vpc_id = aws_vpc.main.id
}

resource "aws_lambda_function" "function" {
  function_name = "function"
  role          = "arn:aws:iam::123456789012:role/function"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/function:1"

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.function.id]
  }
}

# An interface endpoint and a file system answer.

resource "aws_security_group" "endpoint" {
  name   = "endpoint"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.main.id]
  security_group_ids = [aws_security_group.endpoint.id]
}

resource "aws_efs_mount_target" "main" {
  file_system_id  = "fs-0123456789abcdef0"
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.endpoint.id]
}

# Fargate pulls images from where the task stands; on instances, the instance does.

resource "aws_security_group" "task" { # expect: sg-no-egress high certain
  name   = "task"
  vpc_id = aws_vpc.main.id
}

resource "aws_ecs_service" "task" {
  name            = "task"
  cluster         = "main"
  launch_type     = "FARGATE"
  desired_count   = 1
  task_definition = "task:1"

  network_configuration {
    subnets         = [aws_subnet.main.id]
    security_groups = [aws_security_group.task.id]
  }
}

resource "aws_security_group" "hosted" { # expect: sg-no-egress medium certain
  name   = "hosted"
  vpc_id = aws_vpc.main.id
}

resource "aws_ecs_service" "hosted" {
  name            = "hosted"
  cluster         = "main"
  launch_type     = "EC2"
  desired_count   = 1
  task_definition = "hosted:1"

  network_configuration {
    subnets         = [aws_subnet.main.id]
    security_groups = [aws_security_group.hosted.id]
  }
}

# A block that names no destination is no rule.
resource "aws_security_group" "nowhere" { # expect: sg-no-egress high certain
  name   = "nowhere"
  vpc_id = aws_vpc.main.id

  egress {
    protocol  = "tcp"
    from_port = 443
    to_port   = 443
  }
}

resource "aws_lambda_function" "nowhere" {
  function_name = "nowhere"
  role          = "arn:aws:iam::123456789012:role/function"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/function:1"

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.nowhere.id]
  }
}
