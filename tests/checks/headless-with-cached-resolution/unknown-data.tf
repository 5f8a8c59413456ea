variable "v" {
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    cluster_ip = "None"
    selector   = { app = "web" }
    port {
      port = 8080
    }
  }
}

resource "kubernetes_config_map_v1" "nginx" {
  metadata {
    name = "nginx"
  }
  data = { "default.conf" = var.v }
}
