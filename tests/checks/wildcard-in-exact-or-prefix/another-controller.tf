resource "kubernetes_ingress_v1" "a" { # expect: wildcard-in-exact-or-prefix medium likely
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "kong"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api/*"
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
      }
    }
  }
}
