resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "cilium" { # expect: cni-mtu-too-big high
  name  = "cilium"
  chart = "cilium"

  set {
    name  = "MTU"
    value = "9216"
  }
}
