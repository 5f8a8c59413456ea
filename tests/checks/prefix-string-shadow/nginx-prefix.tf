# judged by: path-type-implementation-specific, host-wide-regex, prefix-string-shadow, duplicate-host-path, wildcard-in-exact-or-prefix, alb-implementation-specific-no-wildcard, traefik-nonstrict-prefix, exact-missing-trailing-slash, rewrite-without-capture

resource "kubernetes_ingress_v1" "a" {
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
