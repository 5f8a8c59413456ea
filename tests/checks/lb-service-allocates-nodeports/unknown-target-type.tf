variable "it" {
  type = string
}

resource "kubernetes_service_v1" "web" { # expect: undecided lb-service-allocates-nodeports info
  metadata {
    name        = "web"
    annotations = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type" = var.it }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
