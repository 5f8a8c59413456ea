# Ranges for games and calls hold ports of databases, which speak TCP: over UDP nothing of theirs answers.
# judged by: sg-open-data-port sg-open-admin-port
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_subnet" "main" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = true
}

resource "aws_security_group" "game" {
  name   = "game"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = { 27015 = 27030, 10000 = 10500, 5432 = 5432 }

    content {
      protocol    = "udp"
      from_port   = tonumber(ingress.key)
      to_port     = ingress.value
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_security_group" "files" { # expect: sg-open-data-port critical certain
  name   = "files"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 2049
    to_port     = 2049
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "game" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.game.id]
}

resource "aws_instance" "files" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.files.id]
}
