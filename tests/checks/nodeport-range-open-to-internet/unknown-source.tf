# Who is admitted is known only when the address has been allocated.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_security_group" "nodes" {
  name   = "k8s-nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 30000
  to_port           = 32767
  cidr_ipv4         = "${aws_eip.office.public_ip}/32"
}
