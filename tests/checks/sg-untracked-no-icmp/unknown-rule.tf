# Whom another rule is for is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "terraform_data" "protocol" {
  input = "icmp"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_vpn_gateway.office.id
  }
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app[0].id
  route_table_id = aws_route_table.app.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" { # expect: undecided sg-untracked-no-icmp info
  ami                    = "ami-12345678"
  instance_type          = "m7g.large"
  subnet_id              = aws_subnet.app[0].id
  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_security_group_rule" "other" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = terraform_data.protocol.output
  from_port         = 3
  to_port           = 4
  cidr_blocks       = ["0.0.0.0/0"]
}
