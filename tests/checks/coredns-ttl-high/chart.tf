resource "helm_release" "dns" { # expect: coredns-ttl-high low
  name       = "coredns"
  repository = "https://coredns.github.io/helm"
  chart      = "coredns"
  namespace  = "kube-system"

  values = [yamlencode({
    servers = [{
      zones = [{ zone = "." }]
      port  = 53
      plugins = [
        { name = "errors" },
        { name = "kubernetes", parameters = "cluster.local in-addr.arpa", configBlock = "pods insecure\nttl 300" },
        { name = "cache", parameters = 30 },
      ]
    }]
  })]
}
