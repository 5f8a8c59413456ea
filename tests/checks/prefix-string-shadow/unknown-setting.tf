resource "kubernetes_ingress_v1" "a" { # expect: undecided prefix-string-shadow info
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "traefik"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
          path_type = "Prefix"

          backend {
            service {
              name = "api"
              port {
                number = 80
              }
            }
          }
        }

        path {
          path      = "/api-docs"
          path_type = "Prefix"

          backend {
            service {
              name = "docs"
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
