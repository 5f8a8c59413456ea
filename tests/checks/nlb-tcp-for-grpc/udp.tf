resource "aws_lb_target_group" "grpc" {
  name        = "orders"
  port        = 8080
  protocol    = "UDP"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
