variable "tunnel" {
  type = string
}

resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "antrea" { # expect: undecided cni-mtu-too-big medium
  name       = "antrea"
  repository = "https://charts.antrea.io"
  chart      = "antrea"
  values     = [yamlencode({ defaultMTU = 8951, tunnelType = var.tunnel })]
}
