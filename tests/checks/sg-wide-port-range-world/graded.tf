# As bad as the evidence; ranges of UDP alone are one level lower.
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.main.id
  }
}

resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_security_group" "tcp" { # expect: sg-wide-port-range-world high certain
  name   = "tcp"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 12000
    to_port     = 13023
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "tcp" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.tcp.id]
}

resource "aws_security_group" "media" { # expect: sg-wide-port-range-world medium certain
  name   = "media"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 10000
    to_port     = 20000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "media" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.media.id]
}

resource "aws_security_group" "private" { # expect: sg-wide-port-range-world medium certain
  name   = "private"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 12000
    to_port     = 20000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "private" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.private.id
  vpc_security_group_ids = [aws_security_group.private.id]
}

resource "aws_security_group" "unused" { # expect: sg-wide-port-range-world info certain
  name   = "unused"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 40000
    to_port     = 60000
    cidr_blocks = ["0.0.0.0/0"]
  }
}
