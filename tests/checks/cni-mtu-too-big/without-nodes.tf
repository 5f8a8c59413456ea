resource "helm_release" "calico" { # expect: cni-mtu-too-big medium likely
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 9001
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
  })]
}
