# judged by: path-type-implementation-specific, host-wide-regex, prefix-string-shadow, duplicate-host-path, wildcard-in-exact-or-prefix, alb-implementation-specific-no-wildcard, traefik-nonstrict-prefix, exact-missing-trailing-slash, rewrite-without-capture

resource "helm_release" "traefik" {
  name       = "traefik"
  repository = "https://traefik.github.io/charts"
  chart      = "traefik"
  values     = [yamlencode({ additionalArguments = ["--providers.kubernetesingress.strictprefixmatching=true"] })]
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
