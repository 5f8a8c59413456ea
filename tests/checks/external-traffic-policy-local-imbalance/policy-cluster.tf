variable "v" {
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    replicas = 2
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "example/web:1"
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
    type     = "LoadBalancer"
    port {
      name        = "http"
      port        = 8080
      target_port = 8080
    }
  }
}

resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::111111111111:role/node"
  subnet_ids    = ["subnet-0a", "subnet-0b"]
  scaling_config {
    desired_size = 6
    min_size     = 1
    max_size     = 9
  }
}
