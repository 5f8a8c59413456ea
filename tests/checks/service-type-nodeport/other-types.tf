resource "kubernetes_service_v1" "a" {
  metadata {
    name = "a"
  }

  spec {
    type     = "ClusterIP"
    selector = { app = "a" }

    port {
      port = 80
    }
  }
}

resource "kubernetes_service_v1" "b" {
  metadata {
    name = "b"
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "b" }

    port {
      port = 80
    }
  }
}
