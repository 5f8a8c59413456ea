resource "kubernetes_ingress_class_v1" "edge" {
  metadata {
    name = "edge"
  }

  spec {
    controller = "ingress.k8s.aws/alb"
  }
}

resource "kubernetes_ingress_v1" "a" { # expect: wildcard-in-exact-or-prefix high certain
  metadata {
    name = "a"
  }

  spec {
    ingress_class_name = "edge"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/api/*"
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
