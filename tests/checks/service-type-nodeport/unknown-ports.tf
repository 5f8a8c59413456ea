variable "port" {
  type = number
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  vpc_id   = aws_vpc.main.id
  port     = var.port
  protocol = "TCP"
}

resource "kubernetes_service_v1" "web" { # expect: undecided service-type-nodeport info
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port      = 80
      node_port = 30080
    }
  }
}

resource "kubernetes_service_v1" "same" { # expect: undecided service-type-nodeport info
  metadata {
    name = "same"
  }

  spec {
    type     = "NodePort"
    selector = { app = "same" }

    port {
      port      = 80
      node_port = var.port
    }
  }
}
