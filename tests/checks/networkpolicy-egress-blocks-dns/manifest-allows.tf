resource "kubernetes_manifest" "deny" {
  manifest = yamldecode(<<-YAML
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: app}
    spec: {podSelector: {}, policyTypes: [Egress]}
  YAML
  )
}

resource "kubernetes_manifest" "dns" {
  manifest = yamldecode(<<-YAML
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: dns, namespace: app}
    spec:
      podSelector: {}
      egress:
        - to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
          ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
  YAML
  )
}
