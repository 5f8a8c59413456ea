resource "kubernetes_network_policy_v1" "deny" { # expect: networkpolicy-egress-blocks-dns high certain
  metadata {
    name      = "deny"
    namespace = "app"
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]
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
        }
      }
    }
  }
}
