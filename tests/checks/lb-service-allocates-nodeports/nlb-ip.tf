resource "kubernetes_service_v1" "web" { # expect: lb-service-allocates-nodeports info
  metadata {
    name        = "web"
    annotations = { "service.beta.kubernetes.io/aws-load-balancer-type" = "nlb-ip" }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}
