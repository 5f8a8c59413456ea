resource "kubernetes_ingress_v1" "a" {
  metadata {
    name        = "a"
    annotations = { "alb.ingress.kubernetes.io/actions.redirect" = "{}" }
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/old"
          path_type = "ImplementationSpecific"

          backend {
            service {
              name = "redirect"
              port {
                name = "use-annotation"
              }
            }
          }
        }
      }
    }
  }
}
