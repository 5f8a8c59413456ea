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

resource "kubernetes_service_v1" "web" { # expect: undecided headless-stale-endpoints low
  metadata {
    name = "web"
  }
  spec {
    selector                    = { app = "web" }
    cluster_ip                  = "None"
    publish_not_ready_addresses = var.v
    port {
      name        = "http"
      port        = 8080
      target_port = 8080
    }
  }
}
