variable "it" {
  type = string
}

resource "kubernetes_ingress_v1" "api" { # expect: undecided path-type-implementation-specific info
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
          path_type = var.it

          backend {
            service {
              name = "api"
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}
