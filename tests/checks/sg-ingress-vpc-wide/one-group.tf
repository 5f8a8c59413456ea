# Every workload of the VPC has the same group: there is nothing to the side to reach.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_default_security_group" "main" { # expect: sg-ingress-vpc-wide info
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }
}

# Neither names a group, so AWS gives them the default one.
resource "aws_instance" "main" {
  count         = 2
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.large"
  subnet_id     = aws_subnet.main.id
}
