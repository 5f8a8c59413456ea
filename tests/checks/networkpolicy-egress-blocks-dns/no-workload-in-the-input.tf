resource "kubernetes_network_policy_v1" "deny" { # expect: networkpolicy-egress-blocks-dns medium
  metadata {
    name      = "deny"
    namespace = "app"
  }
  spec {
    pod_selector {}
    policy_types = ["Egress"]
  }
}
