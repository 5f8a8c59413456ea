# Undecided where the source of a rule waits for the apply, or the place of the host is not known.
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

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_security_group" "source" { # expect: undecided sg-open-admin-port high
  name   = "source"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["${aws_eip.office.public_ip}/32"]
  }
}

resource "aws_instance" "source" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.source.id]
}

# A private host with such a source is two conditions away.
resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["${aws_eip.office.public_ip}/32"]
  }
}

resource "aws_instance" "far" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.private.id
  vpc_security_group_ids = [aws_security_group.far.id]
}

# A public address in a subnet that is known by its id only.

resource "aws_security_group" "elsewhere" { # expect: sg-open-admin-port high possible
  name   = "elsewhere"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "elsewhere" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "t3.large"
  subnet_id                   = "subnet-0123456789abcdef0"
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.elsewhere.id]
}

# Neither the address nor the routes are known.

resource "aws_security_group" "nowhere" { # expect: sg-open-admin-port medium possible
  name   = "nowhere"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "nowhere" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = "subnet-0123456789abcdef0"
  vpc_security_group_ids = [aws_security_group.nowhere.id]
}

# Without a subnet it is placed into the default VPC, whose subnets are public unless changed.
resource "aws_security_group" "default_vpc" { # expect: sg-open-admin-port high possible
  name = "default-vpc"

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "default_vpc" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  vpc_security_group_ids = [aws_security_group.default_vpc.id]
}
