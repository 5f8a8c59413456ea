variable "v" {
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_eks_addon" "a" { # expect: undecided kube-proxy-ipvs-deprecated
  cluster_name         = "main"
  addon_name           = "kube-proxy"
  configuration_values = var.v
}
