# judged by: path-type-implementation-specific, host-wide-regex, prefix-string-shadow, duplicate-host-path, wildcard-in-exact-or-prefix, alb-implementation-specific-no-wildcard, traefik-nonstrict-prefix, exact-missing-trailing-slash, rewrite-without-capture

resource "kubernetes_ingress_v1" "api" {
  metadata {
    name        = "api"
    annotations = { "nginx.ingress.kubernetes.io/use-regex" = "true" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api/(v1|v2)/.*"
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
