variable "it" {
  type = string
}

resource "kubernetes_ingress_v1" "a" { # expect: undecided rewrite-without-capture low
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/rewrite-target" = var.it }
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api"
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
