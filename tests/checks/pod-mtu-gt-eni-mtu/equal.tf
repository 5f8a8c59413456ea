resource "aws_eks_addon" "vpc_cni" {
  cluster_name = "main"
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      AWS_VPC_ENI_MTU = "1500"
      POD_MTU = "1500"
    }
  })
}
