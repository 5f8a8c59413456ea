resource "kubernetes_ingress_v1" "a" { # expect: host-wide-regex medium certain
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/use-regex" = "true" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api(/|$)(.*)"
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
          path      = "/static"
          path_type = "Prefix"

          backend {
            service {
              name = "static"
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
