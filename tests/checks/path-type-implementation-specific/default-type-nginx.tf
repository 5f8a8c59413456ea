resource "kubernetes_ingress_v1" "api" { # expect: path-type-implementation-specific low
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path = "/api"

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
