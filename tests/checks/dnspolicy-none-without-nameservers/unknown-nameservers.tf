variable "resolver" {
}

resource "kubernetes_pod_v1" "web" { # expect: undecided dnspolicy-none-without-nameservers medium
  metadata {
    name = "web"
  }
  spec {
    dns_policy = "None"
    dns_config {
      nameservers = [var.resolver]
    }
    container {
      name  = "web"
      image = "nginx"
    }
  }
}
