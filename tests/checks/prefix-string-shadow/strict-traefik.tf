# judged by: prefix-string-shadow, traefik-nonstrict-prefix

resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
  values     = [yamlencode({ providers = { kubernetesIngress = { strictPrefixMatching = true } } })]
}

resource "kubernetes_ingress_v1" "a" {
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
          path_type = "Exact"

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
