resource "kubernetes_ingress_v1" "a" {
  metadata {
    name        = "a"
    annotations = { "alb.ingress.kubernetes.io/use-regex-path-match" = "true" }
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/^/api(/.*)?$"
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
