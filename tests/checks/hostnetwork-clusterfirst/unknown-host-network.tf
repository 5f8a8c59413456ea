variable "host" {
}

resource "kubernetes_pod_v1" "web" { # expect: undecided hostnetwork-clusterfirst info
  metadata {
    name = "web"
  }
  spec {
    host_network = var.host
    container {
      name  = "web"
      image = "nginx"
    }
  }
}
