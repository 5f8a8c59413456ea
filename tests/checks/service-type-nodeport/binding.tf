resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }

  spec {
    type     = "NodePort"
    selector = { app = "web" }

    port {
      port = 80
    }
  }
}

resource "kubernetes_manifest" "web" {
  manifest = {
    apiVersion = "elbv2.k8s.aws/v1beta1"
    kind       = "TargetGroupBinding"
    metadata   = { name = "web", namespace = "default" }
    spec = {
      serviceRef     = { name = "web", port = 80 }
      targetGroupARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0"
    }
  }
}
