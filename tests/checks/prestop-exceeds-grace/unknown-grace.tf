variable "grace" {
}

resource "kubernetes_pod_v1" "web" { # expect: undecided prestop-exceeds-grace medium
  metadata {
    name = "web"
  }
  spec {
    termination_grace_period_seconds = var.grace
    container {
      name  = "web"
      image = "nginx"
      lifecycle {
        pre_stop {
          exec {
            command = ["sleep", "30"]
          }
        }
      }
    }
  }
}
