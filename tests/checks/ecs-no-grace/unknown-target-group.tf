# The target group is made elsewhere: how patient it is, nobody knows.
resource "aws_ecs_service" "api" {
  name            = "api"
  task_definition = "api:7"

  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0a1b2c3d4e5f6071"
    container_name   = "api"
    container_port   = 8080
  }
}
