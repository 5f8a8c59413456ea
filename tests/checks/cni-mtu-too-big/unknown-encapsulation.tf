resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "calico" { # expect: undecided cni-mtu-too-big medium
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu = 9001
      }
    }
  })]
}
