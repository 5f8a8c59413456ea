# The provider leaves out members of a map that are null.
variable "component" {
  type    = string
  default = null
}

resource "kubernetes_service_v1" "api" {
  metadata {
    name      = "api"
    namespace = "shop"
  }

  spec {
    selector = { app = "api", component = var.component }

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
      match_labels = { app = "api", component = var.component }
    }

    template {
      metadata {
        labels = { app = "api", component = var.component }
      }

      spec {
        container {
          name  = "api"
          image = "example/api:1"

          port {
            name           = "web"
            container_port = 8080
          }
        }
      }
    }
  }
}
