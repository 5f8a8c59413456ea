# judged by: rewrite-without-capture, host-wide-regex

resource "kubernetes_ingress_v1" "a" { # expect: rewrite-without-capture medium certain
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/" }
  }

  spec {
    ingress_class_name = "nginx"

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
          path = "/web"

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
