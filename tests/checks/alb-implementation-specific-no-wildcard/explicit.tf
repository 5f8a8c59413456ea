resource "kubernetes_ingress_v1" "a" { # expect: alb-implementation-specific-no-wildcard medium certain
  metadata {
    name        = "a"
    annotations = { "alb.ingress.kubernetes.io/scheme" = "internet-facing" }
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
