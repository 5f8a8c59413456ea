resource "kubernetes_ingress_v1" "a" {
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/account"
          path_type = "Exact"

          backend {
            service {
              name = "app"
              port {
                number = 80
              }
            }
          }
        }

        path {
          path      = "/account"
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
