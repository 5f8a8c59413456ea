variable "it" {
  type = string
}

resource "kubernetes_ingress_v1" "a" { # expect: undecided host-wide-regex medium
  metadata {
    name        = "a"
    annotations = { "nginx.ingress.kubernetes.io/use-regex" = var.it }
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

resource "kubernetes_ingress_v1" "b" {
  metadata {
    name = "b"
  }

  spec {
    ingress_class_name = "nginx"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/admin"
          path_type = "Prefix"

          backend {
            service {
              name = "admin"
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
