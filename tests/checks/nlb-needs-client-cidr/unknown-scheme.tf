# judged by: nlb-needs-client-cidr, nodeport-range-open-to-internet

variable "it" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = [aws_subnet.main.id]
  }
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" { # expect: nodeport-range-open-to-internet medium
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 30443
  to_port           = 30443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
    annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-type" = "nlb"
      "service.beta.kubernetes.io/aws-load-balancer-scheme" = var.it
    }
  }

  spec {
    type     = "LoadBalancer"
    selector = { app = "web" }

    port {
      port      = 80
      node_port = 30443
    }
  }
}
