resource "terraform_data" "values" {
}

resource "aws_eks_addon" "vpc_cni" { # expect: undecided pod-mtu-gt-eni-mtu medium
  cluster_name         = "main"
  addon_name           = "vpc-cni"
  configuration_values = terraform_data.values.id
}
