# In the default VPC groups go by name, with a default subnet or without any.
resource "aws_default_vpc" "main" {}

resource "aws_default_subnet" "a" {
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "more" {
  vpc_id     = aws_default_vpc.main.id
  cidr_block = "172.31.96.0/20"
}

resource "aws_instance" "anywhere" {
  ami             = "ami-0a1b2c3d4e5f60718"
  instance_type   = "t4g.micro"
  security_groups = ["default"]
}

resource "aws_instance" "placed" {
  ami             = "ami-0a1b2c3d4e5f60718"
  instance_type   = "t4g.micro"
  subnet_id       = aws_subnet.more.id
  security_groups = ["default"]
}
