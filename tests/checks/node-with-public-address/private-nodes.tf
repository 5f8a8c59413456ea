# A node without a public address, and one whose subnet leads nowhere.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
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
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_instance" "inside" {
  ami                         = "ami-12345678"
  instance_type               = "m7g.large"
  subnet_id                   = aws_subnet.a.id
  associate_public_ip_address = false
  tags                        = { "kubernetes.io/cluster/main" = "owned" }
}

resource "aws_instance" "cut_off" {
  ami                         = "ami-12345678"
  instance_type               = "m7g.large"
  subnet_id                   = aws_subnet.b.id
  associate_public_ip_address = true
  tags                        = { "kubernetes.io/cluster/main" = "owned" }
}
