variable "v" {
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    replicas = var.v
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
    name = "web"
  }
  spec {
    selector         = { app = "web" }
    type             = "NodePort"
    session_affinity = "ClientIP"
    port {
      name        = "http"
      port        = 8080
      target_port = 8080
    }
  }
}
