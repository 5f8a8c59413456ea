resource "kubernetes_ingress_v1" "api" {
  metadata {
    name = "api"
  }

  spec {
    ingress_class_name = "kong"

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
