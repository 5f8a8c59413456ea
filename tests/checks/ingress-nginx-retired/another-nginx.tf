resource "kubernetes_ingress_class_v1" "nginx" {
  metadata {
    name = "nginx"
  }

  spec {
    controller = "nginx.org/ingress-controller"
  }
}

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
          path      = "/"
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
