resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "antrea" {
  name       = "antrea"
  repository = "https://charts.antrea.io"
  chart      = "antrea"
  values     = [yamlencode({ defaultMTU = 8951 })]
}
