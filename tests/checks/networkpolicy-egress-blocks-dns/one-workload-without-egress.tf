resource "kubernetes_network_policy_v1" "deny" { # expect: networkpolicy-egress-blocks-dns medium certain
  metadata {
    name      = "deny"
    namespace = "app"
  }
  spec {
    pod_selector {
      match_labels = { app = "web" }
    }
    policy_types = ["Egress"]
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "app"
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
        container {
          name  = "web"
          image = "nginx"
          env {
            name  = "DB_HOST"
            value = "postgres"
          }
        }
      }
    }
  }
}
