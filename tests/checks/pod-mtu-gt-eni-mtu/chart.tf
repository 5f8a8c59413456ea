resource "helm_release" "vpc_cni" { # expect: pod-mtu-gt-eni-mtu high
  name   = "aws-vpc-cni"
  chart  = "aws-vpc-cni"
  values = [yamlencode({ env = { AWS_VPC_ENI_MTU = "1500", POD_MTU = "9001" } })]
}
