resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
}

resource "kubernetes_ingress_v1" "a" { # expect: traefik-nonstrict-prefix low certain
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "traefik"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/app"
          path_type = "Prefix"

          backend {
            service {
              name = "app"
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
