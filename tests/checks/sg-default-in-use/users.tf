# Named, by omission, and in the default VPC; the groups of others are not.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_instance" "named" { # expect: sg-default-in-use low certain
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_vpc.main.default_security_group_id]
}

resource "aws_lb" "omitted" { # expect: sg-default-in-use low certain
  name     = "omitted"
  internal = true
  subnets  = [aws_subnet.main.id, aws_subnet.second.id]
}

resource "aws_subnet" "second" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}

# A Network Load Balancer without a group has none.
resource "aws_lb" "network" {
  name               = "network"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.main.id]
}

resource "aws_instance" "elsewhere" { # expect: sg-default-in-use low certain
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.large"
}

resource "aws_instance" "theirs" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = ["sg-0123456789abcdef0"]
}
