resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }

  user_data = <<-EOT
    #!/bin/sh
    ip link set dev eth0 mtu 1500
  EOT
}

resource "helm_release" "calico" { # expect: cni-mtu-too-big high
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 1480
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
  })]
}
