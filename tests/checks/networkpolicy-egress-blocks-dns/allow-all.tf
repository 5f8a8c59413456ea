resource "kubernetes_network_policy_v1" "all" {
  metadata {
    name      = "all"
    namespace = "app"
  }
  spec {
    pod_selector {}
    policy_types = ["Egress"]
    egress {}
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
