variable "v" {
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    replicas = 3
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        termination_grace_period_seconds = 30
        container {
          name  = "web"
          image = "example/web:1"
          readiness_probe {
            http_get {
              path = "/ready"
              port = 8080
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    selector = { app = "web" }
    port {
      name = "http"
      port = 8080
    }
  }
}

resource "aws_lb_target_group" "web" {
  name                 = "web"
  target_type          = "ip"
  protocol             = "TCP"
  port                 = 8080
  vpc_id               = "vpc-0a"
  deregistration_delay = 30
}

resource "kubernetes_manifest" "binding" {
  manifest = {
    apiVersion = "elbv2.k8s.aws/v1beta1"
    kind       = "TargetGroupBinding"
    metadata   = { name = "web", namespace = "default" }
    spec = {
      targetGroupARN = aws_lb_target_group.web.arn
      serviceRef     = { name = "web", port = 8080 }
    }
  }
}
