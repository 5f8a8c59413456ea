# What the port of the container is called is known after apply.
resource "terraform_data" "port" {
  input = "web"
}

resource "kubernetes_service_v1" "api" { # expect: undecided service-leads-nowhere low
  metadata {
    name      = "api"
    namespace = "shop"
  }

  spec {
    selector = { app = "api" }

    port {
      port        = 80
      target_port = "web"
    }
  }
}

resource "kubernetes_deployment_v1" "api" {
  metadata {
    name      = "api"
    namespace = "shop"
  }

  spec {
    selector {
      match_labels = { app = "api" }
    }

    template {
      metadata {
        labels = { app = "api" }
      }

      spec {
        container {
          name  = "api"
          image = "example/api:1"

          port {
            name           = terraform_data.port.output
            container_port = 8080
          }
        }
      }
    }
  }
}
