# The target group's VPC is not known, and one text holds every port, as text.
variable "vpc_id" {
  type = string
}

locals {
  ports = split(" ", "8080 31180 80")
}

resource "aws_lb_target_group" "web" {
  name        = "web"
  vpc_id      = var.vpc_id
  port        = local.ports[1]
  protocol    = "HTTP"
  target_type = "ip"
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port      = local.ports[0]
      node_port = local.ports[1]
    }
  }
}
