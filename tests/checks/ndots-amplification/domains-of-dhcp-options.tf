resource "aws_vpc_dhcp_options" "main" {
  domain_name         = "corp.example.com lab.example.com"
  domain_name_servers = ["AmazonProvidedDNS"]
}

variable "ndots" {
  default = "5"
}


resource "kubernetes_deployment_v1" "web" { # expect: ndots-amplification low likely
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        dns_config {
          option {
            name  = "ndots"
            value = var.ndots
          }
        }
        container {
          name  = "web"
          image = "example/web:1"
          env {
            name  = "API_HOST"
            value = "api.stripe.com"
          }
        }
      }
    }
  }
}
