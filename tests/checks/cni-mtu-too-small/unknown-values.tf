variable "it" {
  type = string
}

resource "aws_instance" "node" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m7i.large"
  tags          = { "kubernetes.io/cluster/main" = "owned" }
}

resource "helm_release" "calico" {
  name   = "calico"
  chart  = "tigera-operator"
  values = [var.it]
}
