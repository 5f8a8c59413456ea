resource "kubernetes_network_policy_v1" "deny" {
  metadata {
    name      = "deny"
    namespace = "app"
  }
  spec {
    pod_selector {}
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
        dns_policy = "Default"
        container {
          name  = "web"
          image = "nginx"
        }
      }
    }
  }
}
