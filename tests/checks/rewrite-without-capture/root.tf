resource "kubernetes_ingress_v1" "a" {
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = "/app" }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/"
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
      }
    }
  }
}
