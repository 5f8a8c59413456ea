resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }

resource "aws_internet_gateway" "a" { vpc_id = aws_vpc.a.id }

resource "aws_subnet" "data" {
  vpc_id                  = aws_vpc.a.id
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = true
  tags                    = { Tier = "data" }
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.a.id
  }
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.data.id
  route_table_id = aws_route_table.a.id
}

resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "a" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.data.id
  vpc_security_group_ids      = [aws_security_group.a.id]
  associate_public_ip_address = true
}
