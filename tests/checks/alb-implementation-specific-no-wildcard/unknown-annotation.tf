variable "it" {
  type = string
}

resource "kubernetes_ingress_v1" "a" { # expect: undecided alb-implementation-specific-no-wildcard low
  metadata {
    name        = "a"
    annotations = { "alb.ingress.kubernetes.io/use-regex-path-match" = var.it }
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
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
