resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "a"
  }
}

resource "aws_eks_addon" "a" { # expect: coredns-ttl-high low
  cluster_name         = "main"
  addon_name           = "coredns"
  configuration_values = <<-YAML
    corefile: |
      .:53 {
        kubernetes cluster.local {
          ttl 300
        }
      }
  YAML
}
