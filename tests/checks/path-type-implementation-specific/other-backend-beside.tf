resource "kubernetes_ingress_v1" "api" { # expect: path-type-implementation-specific medium certain
  metadata {
    name        = "api"
    annotations = { "nginx.ingress.kubernetes.io/proxy-body-size" = "8m" }
  }

  spec {
    ingress_class_name = "nginx"

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
          path      = "/"
          path_type = "Prefix"

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
