resource "helm_release" "calico" {
  name       = "calico"
  repository = "https://docs.tigera.io/calico/charts"
  chart      = "tigera-operator"

  values = [yamlencode({
    installation = {
      calicoNetwork = {
        mtu     = 1440
        ipPools = [{ cidr = "192.168.0.0/16", encapsulation = "VXLAN" }]
      }
    }
  })]
}
