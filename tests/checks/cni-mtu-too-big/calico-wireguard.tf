resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "calico" { # expect: cni-mtu-too-big high certain
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 8951
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
    defaultFelixConfiguration = { enabled = true, wireguardEnabled = true }
  })]
}
