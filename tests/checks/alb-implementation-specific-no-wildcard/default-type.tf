resource "kubernetes_ingress_v1" "a" { # expect: alb-implementation-specific-no-wildcard medium likely
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path = "/api"

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
          path = "/*"

          backend {
            service {
              name = "web"
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
