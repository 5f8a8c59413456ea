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
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" { # expect: undecided session-affinity-behind-snat low
  metadata {
    name        = "web"
    annotations = var.v
  }
  spec {
    selector         = { app = "web" }
    type             = "LoadBalancer"
    session_affinity = "ClientIP"
    port {
      name = "grpc"
      port = 8080
    }
  }
}
