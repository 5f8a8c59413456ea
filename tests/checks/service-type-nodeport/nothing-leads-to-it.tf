resource "kubernetes_service_v1" "web" { # expect: service-type-nodeport low
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
