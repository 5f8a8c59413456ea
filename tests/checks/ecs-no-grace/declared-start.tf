# A container that says how long it starts, one that is patient, and a service without a load balancer.
resource "aws_lb_target_group" "api" {
  name        = "api"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 30
    unhealthy_threshold = 3
  }
}

resource "aws_ecs_task_definition" "slow" {
  family = "slow"

  container_definitions = jsonencode([{
    name        = "api"
    image       = "api:7"
    memory      = 512
    healthCheck = { command = ["CMD-SHELL", "true"], startPeriod = 180 }
  }])
}

resource "aws_ecs_service" "slow" { # expect: ecs-no-grace high certain
  name                              = "slow"
  task_definition                   = aws_ecs_task_definition.slow.arn
  health_check_grace_period_seconds = 30

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }
}

resource "aws_ecs_service" "patient" {
  name            = "patient"
  task_definition = "api:7"

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }
}

resource "aws_ecs_service" "alone" {
  name            = "alone"
  task_definition = "worker:3"
}
