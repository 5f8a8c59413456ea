resource "kubernetes_ingress_v1" "a" { # expect: undecided wildcard-in-exact-or-prefix low
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "edge"

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
