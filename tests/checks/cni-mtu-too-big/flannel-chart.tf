resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "flannel" { # expect: cni-mtu-too-big high certain
  name       = "flannel"
  repository = "https://flannel-io.github.io/flannel"
  chart      = "flannel"
  values     = [yamlencode({ flannel = { backend = "wireguard", mtu = 9100 } })]
}
