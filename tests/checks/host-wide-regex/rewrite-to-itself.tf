# judged by: path-type-implementation-specific, host-wide-regex, prefix-string-shadow, duplicate-host-path, wildcard-in-exact-or-prefix, alb-implementation-specific-no-wildcard, traefik-nonstrict-prefix, rewrite-without-capture

resource "kubernetes_ingress_v1" "a" {
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/api" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
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

resource "kubernetes_ingress_v1" "b" {
  metadata {
    name = "b"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/admin"
          path_type = "Prefix"

          backend {
            service {
              name = "admin"
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
