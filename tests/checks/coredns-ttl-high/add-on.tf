variable "v" {
  default = 300
}

resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_eks_addon" "a" { # expect: coredns-ttl-high low
  cluster_name         = "main"
  addon_name           = "coredns"
  configuration_values = jsonencode({ corefile = ".:53 {\n kubernetes cluster.local {\n ttl ${var.v}\n }\n}" })
}
