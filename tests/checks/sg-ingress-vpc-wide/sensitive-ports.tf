# One sensitive port, or several inside a range; from a supernet it is worse.
resource "aws_vpc" "main" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "172.20.1.0/24"
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_security_group" "main" {
  name   = "main"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "main" {
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.main.id, aws_security_group.other.id]
}

resource "aws_vpc_security_group_ingress_rule" "ssh_supernet" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.main.id
  ip_protocol       = "6"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "172.16.0.0/12"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" { # expect: sg-ingress-vpc-wide low
  security_group_id = aws_security_group.other.id
  ip_protocol       = "tcp"
  from_port         = 18
  to_port           = 22
  cidr_ipv4         = "172.20.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "postgres" { # expect: sg-ingress-vpc-wide low
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "172.20.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "search" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = 9200
  to_port           = 9300
  cidr_ipv4         = "172.20.0.0/16"
}
