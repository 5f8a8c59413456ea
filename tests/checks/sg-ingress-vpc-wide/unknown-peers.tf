# Sources, ports, prefix lists, VPCs and whole rules that are not known.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "terraform_data" "port" {
  input = 9000
}

resource "aws_security_group" "main" {
  name   = "main"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "main" {
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.main.id, aws_security_group.blocks.id]
}

resource "aws_vpc_security_group_ingress_rule" "source" { # expect: undecided sg-ingress-vpc-wide low
  security_group_id = aws_security_group.main.id
  ip_protocol       = "-1"
  cidr_ipv4         = "${aws_eip.office.public_ip}/32"
}

resource "aws_vpc_security_group_ingress_rule" "list" { # expect: undecided sg-ingress-vpc-wide low
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = 1000
  to_port           = 2000
  prefix_list_id    = "pl-0123456789abcdef0"
}

resource "aws_vpc_security_group_ingress_rule" "port" { # expect: undecided sg-ingress-vpc-wide low
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = terraform_data.port.output
  to_port           = 9999
  cidr_ipv4         = "10.0.0.0/16"
}

# A set with an unknown member is unknown as a whole; an unknown ordinary port does not matter.
resource "aws_security_group_rule" "both" { # expect: undecided sg-ingress-vpc-wide low
  security_group_id = aws_security_group.main.id
  type              = "ingress"
  protocol          = "udp"
  from_port         = 2000
  to_port           = 3000
  cidr_blocks       = ["10.0.0.0/16", "${aws_eip.office.public_ip}/32"]
}

resource "aws_vpc_security_group_ingress_rule" "ordinary" {
  security_group_id = aws_security_group.main.id
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_ipv4         = "${aws_eip.office.public_ip}/32"
}

# How many blocks there are is not known.
resource "aws_security_group" "blocks" { # expect: undecided sg-ingress-vpc-wide low
  name   = "blocks"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = aws_network_interface.other.private_ips
    content {
      protocol    = "-1"
      from_port   = 0
      to_port     = 0
      cidr_blocks = ["${ingress.value}/32"]
    }
  }
}

resource "aws_network_interface" "other" {
  subnet_id = aws_subnet.main.id
}

# The VPC is known by its id only; one port would be low at most, which is not worth a question.
resource "aws_security_group" "elsewhere" {
  name   = "elsewhere"
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["10.0.0.0/8"]
  }
}

# The group is known by its id only.
resource "aws_vpc_security_group_ingress_rule" "literal" { # expect: undecided sg-ingress-vpc-wide info
  security_group_id = "sg-0123456789abcdef0"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}
