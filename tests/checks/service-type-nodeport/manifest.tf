resource "kubernetes_manifest" "web" { # expect: service-type-nodeport low
  manifest = {
    apiVersion = "v1"
    kind       = "Service"
    metadata   = { name = "web" }
    spec = {
      type     = "NodePort"
      selector = { app = "web" }
      ports    = [{ port = 80, nodePort = 30080 }]
    }
  }
}
