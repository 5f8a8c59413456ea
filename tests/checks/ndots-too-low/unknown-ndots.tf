variable "ndots" {
}


resource "kubernetes_deployment_v1" "web" { # expect: undecided ndots-too-low
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        dns_config {
          option {
            name  = "ndots"
            value = var.ndots
          }
        }
        container {
          name  = "web"
          image = "example/web:1"
          env {
            name  = "API_HOST"
            value = "postgres.data.svc"
          }
        }
      }
    }
  }
}
