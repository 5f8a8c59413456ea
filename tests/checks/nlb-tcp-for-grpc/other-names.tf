resource "aws_lb_target_group" "orders" {
  name        = "orders-grpcurl"
  port        = 8080
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
