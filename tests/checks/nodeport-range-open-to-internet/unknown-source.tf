# Who is admitted is known only when the address has been allocated.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "terraform_data" "port" {
  input = 9000
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "nodes" {
  name   = "k8s-nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.nodes.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/demo" = "owned" }
}

resource "aws_vpc_security_group_ingress_rule" "nodes" { # expect: undecided nodeport-range-open-to-internet low
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 30000
  to_port           = 32767
  cidr_ipv4         = "${aws_eip.office.public_ip}/32"
}

resource "aws_vpc_security_group_ingress_rule" "port" { # expect: undecided nodeport-range-open-to-internet low
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = terraform_data.port.output
  to_port           = 65535
  cidr_ipv4         = "0.0.0.0/0"
}

# Ports outside the range do not matter, whoever it is.
resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "${aws_eip.office.public_ip}/32"
}
