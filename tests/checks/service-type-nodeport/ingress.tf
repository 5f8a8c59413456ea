resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}

resource "kubernetes_ingress_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/"
          path_type = "Prefix"

          backend {
            service {
              name = "web"
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
