# Two kinds, one port, and all traffic from another group.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "two" {
  name   = "two"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_instance" "two" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.two.id]
}

resource "aws_efs_mount_target" "two" {
  file_system_id  = "fs-0123456789abcdef0"
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.two.id]
}

resource "aws_security_group" "three" {
  name   = "three"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol  = "tcp"
    from_port = 2049
    to_port   = 2049
    self      = true
  }

  ingress {
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    security_groups = [aws_security_group.two.id]
  }
}

resource "aws_instance" "three" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.three.id]
}

resource "aws_efs_mount_target" "three" {
  file_system_id  = "fs-0123456789abcdef1"
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.three.id]
}

resource "aws_vpc_endpoint" "three" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.main.id]
  security_group_ids = [aws_security_group.three.id]
}
