resource "kubernetes_manifest" "deny" { # expect: networkpolicy-egress-blocks-dns high certain
  manifest = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "dns", namespace = "app" }
    spec = {
      podSelector = {}
      policyTypes = ["Egress"]
      egress = [{
        to    = [{ podSelector = { matchLabels = { "k8s-app" = "kube-dns" } } }]
        ports = [{ port = 53, protocol = "UDP" }]
      }]
    }
  }
}

resource "kubernetes_manifest" "web" {
  manifest = yamldecode(<<-YAML
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: app}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: nginx}]}
  YAML
  )
}
