# The service waits longer than its container takes to start.
resource "aws_lb_target_group" "api" {
  name        = "api"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_ecs_task_definition" "api" {
  family = "api"

  container_definitions = jsonencode([{
    name        = "api"
    image       = "api:7"
    memory      = 512
    healthCheck = { command = ["CMD-SHELL", "true"], startPeriod = 180 }
  }])
}

resource "aws_ecs_service" "api" {
  name                              = "api"
  task_definition                   = aws_ecs_task_definition.api.arn
  health_check_grace_period_seconds = 240

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }
}
