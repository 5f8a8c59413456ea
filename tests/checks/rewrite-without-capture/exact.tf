resource "kubernetes_ingress_v1" "a" {
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/" }
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
