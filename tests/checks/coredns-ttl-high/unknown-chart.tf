variable "servers" {
  type = string
}

resource "helm_release" "dns" { # expect: undecided coredns-ttl-high
  name       = "coredns"
  repository = "https://coredns.github.io/helm"
  chart      = "coredns"
  values     = [var.servers]
}

resource "helm_release" "usual" {
  name       = "coredns-edge"
  repository = "https://coredns.github.io/helm"
  chart      = "coredns"
}
