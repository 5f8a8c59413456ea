resource "kubernetes_network_policy_v1" "deny" { # expect: undecided networkpolicy-egress-blocks-dns
  metadata {
    name      = "deny"
    namespace = "app"
  }
  spec {
    pod_selector {
      match_labels = { app = "engine" }
    }
    policy_types = ["Ingress", "Egress"]
    ingress {
      ports {
        port = "8080"
      }
    }
  }
}

resource "kubernetes_deployment_v1" "engine" {
  metadata {
    name      = "engine"
    namespace = "app"
  }
  spec {
    selector {
      match_labels = { app = "engine" }
    }
    template {
      metadata {
        labels = { app = "engine" }
      }
      spec {
        container {
          name  = "engine"
          image = "example/engine:1"
        }
      }
    }
  }
}
