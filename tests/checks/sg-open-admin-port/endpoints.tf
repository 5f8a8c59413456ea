# Only endpoints have the group: they get no public address, and nothing of administration runs there.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "endpoint" { # expect: sg-open-admin-port low
  name   = "endpoint"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 8888
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.main.id]
  security_group_ids = [aws_security_group.endpoint.id]
}

resource "aws_security_group" "others" { # expect: sg-open-admin-port low
  name   = "others"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ec2_instance_connect_endpoint" "main" {
  subnet_id          = aws_subnet.main.id
  security_group_ids = [aws_security_group.others.id]
}

resource "aws_route53_resolver_endpoint" "main" {
  direction          = "INBOUND"
  security_group_ids = [aws_security_group.others.id]

  ip_address {
    subnet_id = aws_subnet.main.id
  }

  ip_address {
    subnet_id = aws_subnet.main.id
  }
}
