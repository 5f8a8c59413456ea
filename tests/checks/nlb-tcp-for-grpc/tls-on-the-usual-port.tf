resource "aws_lb_target_group" "orders" { # expect: nlb-tcp-for-grpc low likely
  name        = "orders"
  port        = 50051
  protocol    = "TLS"
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
