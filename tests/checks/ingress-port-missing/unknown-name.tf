# The name of the port is known after apply.
resource "terraform_data" "port" {
  input = "web"
}

resource "kubernetes_service_v1" "api" {
  metadata {
    name      = "api"
    namespace = "shop"
  }

  spec {
    selector = { app = "api" }

    port {
      name        = terraform_data.port.output
      port        = 80
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
                name = "web"
              }
            }
          }
        }
      }
    }
  }
}
