# A type that is known only after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "terraform_data" "type" {
  input = 0
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "icmp"
  from_port         = terraform_data.type.output
  to_port           = 0
  cidr_ipv4         = "10.0.0.0/8"
}
