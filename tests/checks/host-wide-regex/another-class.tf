resource "kubernetes_ingress_v1" "a" {
  metadata {
    name = "a"
    annotations = {
      "nginx.ingress.kubernetes.io/use-regex"      = "true"
      "nginx.ingress.kubernetes.io/rewrite-target" = "/$2"
    }
  }

  spec {
    ingress_class_name = "nginx-internal"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api(/|$)(.*)"
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
