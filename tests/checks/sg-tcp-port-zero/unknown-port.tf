# Ports that are known only after apply are no port 0.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "terraform_data" "port" {
  input = 0
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = terraform_data.port.output
  to_port           = terraform_data.port.output
  cidr_ipv4         = "10.0.0.0/8"
}
