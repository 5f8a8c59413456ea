resource "kubernetes_service_v1" "web" {
  metadata {
    name        = "web"
    annotations = { "service.beta.kubernetes.io/aws-load-balancer-type" = "nlb-ip" }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }
    allocate_load_balancer_node_ports = false

    port {
      port = 80
    }
  }
}
