# The port is known after apply.
resource "terraform_data" "port" {
  input = 8080
}

resource "kubernetes_service_v1" "api" {
  metadata {
    name      = "api"
    namespace = "shop"
  }

  spec {
    selector = { app = "api" }

    port {
      port        = terraform_data.port.output
      target_port = "8080"
    }
  }
}

resource "kubernetes_ingress_v1" "shop" { # expect: undecided ingress-port-missing medium
  metadata {
    name      = "shop"
    namespace = "shop"
  }

  spec {
    ingress_class_name = "traefik"

    rule {
      host = "shop.example.com"

      http {
        path {
          path      = "/"
          path_type = "Prefix"

          backend {
            service {
              name = "api"

              port {
                number = 8080
              }
            }
          }
        }
      }
    }
  }
}
