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
          path      = "/robots.txt"
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
          path      = "/healthz"
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
          path      = "/"
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
      }
    }
  }
}
