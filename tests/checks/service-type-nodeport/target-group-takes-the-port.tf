# The target group sends to the port that the cluster chose for the Service.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  vpc_id   = aws_vpc.main.id
  port     = kubernetes_service_v1.web.spec[0].port[0].node_port
  protocol = "TCP"
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}

resource "kubernetes_service_v1" "other" { # expect: service-type-nodeport low
  metadata {
    name = "other"
  }

  spec {
    type     = "NodePort"
    selector = { app = "other" }

    port {
      port = 80
    }
  }
}
