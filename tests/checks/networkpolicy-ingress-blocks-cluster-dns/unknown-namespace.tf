variable "v" {
}

resource "kubernetes_network_policy_v1" "deny" { # expect: undecided networkpolicy-ingress-blocks-cluster-dns high
  metadata {
    name      = "deny"
    namespace = "kube-system"
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]

  }
}

resource "kubernetes_network_policy_v1" "dns" {
  metadata {
    name      = "dns"
    namespace = var.v
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
    ingress {
      ports {
        protocol = "UDP"
        port     = "53"
      }
    }
  }
}
