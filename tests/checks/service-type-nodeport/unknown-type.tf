variable "it" {
  type = string
}

resource "kubernetes_service_v1" "web" { # expect: undecided service-type-nodeport info
  metadata {
    name = "web"
  }

  spec {
    type     = var.it
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
