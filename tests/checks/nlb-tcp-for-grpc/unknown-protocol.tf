variable "v" {
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_lb_target_group" "grpc" { # expect: undecided nlb-tcp-for-grpc info
  name        = "orders"
  port        = 50051
  protocol    = var.v
  target_type = "ip"
  vpc_id      = "vpc-0a"
}
