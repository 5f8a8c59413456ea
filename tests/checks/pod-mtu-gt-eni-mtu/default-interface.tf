resource "aws_eks_addon" "vpc_cni" {
  cluster_name = "main"
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      POD_MTU = "8900"
    }
  })
}
