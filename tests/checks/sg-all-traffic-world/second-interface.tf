# Groups and public addresses are those of one interface: the one of a firewall that faces its own
# networks is reached by nobody from the internet, though the instance has an address on another.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
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

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "outside" {
  name   = "outside"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "inside" { # expect: sg-all-traffic-world medium
  name   = "inside"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_network_interface" "outside" {
  subnet_id       = aws_subnet.public.id
  security_groups = [aws_security_group.outside.id]
}

resource "aws_network_interface" "inside" {
  subnet_id         = aws_subnet.private.id
  security_groups   = [aws_security_group.inside.id]
  source_dest_check = false
}

resource "aws_eip" "firewall" {
  network_interface = aws_network_interface.outside.id
}

resource "aws_instance" "firewall" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.large"

  network_interface {
    network_interface_id = aws_network_interface.outside.id
    device_index         = 0
  }

  network_interface {
    network_interface_id = aws_network_interface.inside.id
    device_index         = 1
  }
}

# A second interface that has the address itself is reached.
resource "aws_security_group" "late" { # expect: sg-all-traffic-world critical
  name   = "late"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_network_interface" "late" {
  subnet_id       = aws_subnet.public.id
  security_groups = [aws_security_group.late.id]

  attachment {
    instance     = aws_instance.firewall.id
    device_index = 2
  }
}

resource "aws_eip" "late" {
  network_interface = aws_network_interface.late.id
}
