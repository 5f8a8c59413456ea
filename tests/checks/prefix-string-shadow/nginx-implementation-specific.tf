resource "kubernetes_ingress_v1" "a" { # expect: prefix-string-shadow low likely
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
          path_type = "ImplementationSpecific"

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
          path_type = "ImplementationSpecific"

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
