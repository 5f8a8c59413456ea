resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
}

resource "kubernetes_ingress_v1" "a" { # expect: prefix-string-shadow low certain
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "traefik"

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
