variable "v" {
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_eks_addon" "a" { # expect: undecided coredns-ttl-high
  cluster_name         = "main"
  addon_name           = "coredns"
  configuration_values = var.v
}
