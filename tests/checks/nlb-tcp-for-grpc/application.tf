resource "aws_lb_target_group" "grpc" {
  name        = "orders"
  port        = 50051
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
