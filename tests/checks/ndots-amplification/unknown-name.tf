variable "ndots" {
  default = "5"
}

resource "aws_db_instance" "main" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  skip_final_snapshot = true
}


resource "kubernetes_deployment_v1" "web" { # expect: undecided ndots-amplification
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
            value = aws_db_instance.main.address
          }
        }
      }
    }
  }
}
