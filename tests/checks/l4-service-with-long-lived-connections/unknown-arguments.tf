variable "v" {
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    replicas = 3
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "example/web:1"
          args  = var.v
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" { # expect: l4-service-with-long-lived-connections info likely
  metadata {
    name = "web"
  }
  spec {
    selector = { app = "web" }
    port {
      name = "grpc"
      port = 8080
    }
  }
}
