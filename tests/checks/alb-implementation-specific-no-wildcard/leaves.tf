resource "kubernetes_ingress_v1" "a" {
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/healthz"
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
          path      = "/robots.txt"
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
          path      = "/.well-known/jwks"
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
      }
    }
  }
}
