resource "kubernetes_ingress_v1" "a" { # expect: wildcard-in-exact-or-prefix medium likely
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api/*"
          path_type = "Exact"

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
