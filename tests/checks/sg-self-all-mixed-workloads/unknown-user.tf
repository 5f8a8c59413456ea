# Workloads that may have the group do not count.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "terraform_data" "group" {
  input = "sg-0123456789abcdef0"
}

resource "aws_security_group" "shared" {
  name   = "shared"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_instance" "sure" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.shared.id]
}

resource "aws_instance" "perhaps" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [terraform_data.group.output]
}

resource "aws_efs_mount_target" "sure" {
  file_system_id  = "fs-0123456789abcdef0"
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.shared.id]
}
