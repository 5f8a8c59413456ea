# A loop over environments writes the same path for each: that is one mistake.
locals {
  paths = [for environment in ["dev", "prod"] : { path = "/*", service = "web" }]
}

resource "kubernetes_ingress_v1" "web" { # expect: wildcard-in-exact-or-prefix medium likely
  metadata {
    name = "web"
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = "shop.example.com"

      http {
        dynamic "path" {
          for_each = local.paths

          content {
            path      = path.value.path
            path_type = "Prefix"

            backend {
              service {
                name = path.value.service
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
}
