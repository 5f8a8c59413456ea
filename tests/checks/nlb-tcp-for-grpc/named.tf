resource "aws_lb_target_group" "orders" { # expect: nlb-tcp-for-grpc low likely
  name        = "orders-grpc"
  port        = 8080
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
