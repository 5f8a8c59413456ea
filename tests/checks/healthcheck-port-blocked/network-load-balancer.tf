# A load balancer without a group checks from the addresses of its subnets.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_security_group" "api" {
  name   = "api"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8000
    to_port     = 9000
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_lb" "main" {
  name               = "main"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_lb_target_group" "open" {
  name     = "open"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group" "blocked" { # expect: healthcheck-port-blocked high certain
  name     = "blocked"
  port     = 7070
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "open" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.open.arn
  }
}

resource "aws_lb_listener" "blocked" {
  load_balancer_arn = aws_lb.main.arn
  port              = 81
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.blocked.arn
  }
}

resource "aws_instance" "api" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.api.id]
}

resource "aws_lb_target_group_attachment" "open" {
  target_group_arn = aws_lb_target_group.open.arn
  target_id        = aws_instance.api.id
}

resource "aws_lb_target_group_attachment" "blocked" {
  target_group_arn = aws_lb_target_group.blocked.arn
  target_id        = aws_instance.api.id
}
