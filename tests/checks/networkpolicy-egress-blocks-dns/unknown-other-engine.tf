resource "kubernetes_network_policy_v1" "deny" { # expect: undecided networkpolicy-egress-blocks-dns medium
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
        container {
          name  = "web"
          image = "nginx"
        }
      }
    }
  }
}

resource "kubernetes_manifest" "cilium" {
  manifest = {
    apiVersion = "cilium.io/v2"
    kind       = "CiliumClusterwideNetworkPolicy"
    metadata   = { name = "dns" }
    spec       = {}
  }
}
