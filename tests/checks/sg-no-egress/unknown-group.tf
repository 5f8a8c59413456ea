# Undecided where an egress rule may belong to the group.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "terraform_data" "which" {
  input = "x"
}

resource "aws_security_group" "host" {
  name   = "host"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "host" { # expect: undecided sg-no-egress low
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.host.id]
}

resource "aws_vpc_security_group_egress_rule" "loose" {
  security_group_id = terraform_data.which.output
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
