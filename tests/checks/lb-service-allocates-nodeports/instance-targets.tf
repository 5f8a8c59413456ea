resource "kubernetes_service_v1" "web" {
  metadata {
    name        = "web"
    annotations = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type" = "instance" }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}

resource "kubernetes_service_v1" "old" {
  metadata {
    name = "old"
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "old" }

    port {
      port = 80
    }
  }
}
