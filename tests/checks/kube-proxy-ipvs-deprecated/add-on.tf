variable "v" {
  default = "ipvs"
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_eks_addon" "a" { # expect: kube-proxy-ipvs-deprecated info
  cluster_name         = "main"
  addon_name           = "kube-proxy"
  configuration_values = jsonencode({ mode = var.v })
}
