# A NAT instance takes the packets of the whole VPC; what shares its group does not.
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
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = true
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "bastion" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.bastion.id]
}

resource "aws_security_group" "nat" { # expect: sg-ingress-vpc-wide info
  name   = "nat"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_instance" "nat" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.nat.id]
  source_dest_check      = false
}

resource "aws_network_interface" "nat" {
  subnet_id         = aws_subnet.public.id
  security_groups   = [aws_security_group.nat.id]
  source_dest_check = false

  attachment {
    instance     = aws_instance.nat.id
    device_index = 1
  }
}

resource "aws_security_group" "transit" { # expect: sg-ingress-vpc-wide high
  name   = "transit"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "transit" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.transit.id]
  source_dest_check      = false
}

resource "aws_security_group" "shared" { # expect: sg-ingress-vpc-wide high
  name   = "shared"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_instance" "router" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.shared.id]
  source_dest_check      = false
}

resource "aws_instance" "app" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.shared.id]
}

# A router that carries packets between networks has to admit those of the others.
resource "aws_vpc" "wan" {
  cidr_block = "10.200.0.0/24"
}

resource "aws_subnet" "wan" {
  vpc_id     = aws_vpc.wan.id
  cidr_block = "10.200.0.0/26"
}

resource "aws_ec2_transit_gateway" "main" {
  default_route_table_association = "enable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "wan" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.wan.id
  subnet_ids         = [aws_subnet.wan.id]
}

resource "aws_security_group" "wan" { # expect: sg-ingress-vpc-wide info
  name   = "wan"
  vpc_id = aws_vpc.wan.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_network_interface" "wan" {
  subnet_id         = aws_subnet.wan.id
  security_groups   = [aws_security_group.wan.id]
  source_dest_check = false
}

resource "aws_instance" "wan" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.large"

  network_interface {
    network_interface_id = aws_network_interface.wan.id
    device_index         = 0
  }
}
