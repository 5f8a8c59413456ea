# A group of instances beside the interface moves it to a new one.
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

resource "aws_network_interface" "nat" {
  subnet_id         = aws_subnet.a.id
  source_dest_check = false
}

resource "aws_launch_template" "nat" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.nano"
}

resource "aws_autoscaling_group" "nat" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.a.id]

  launch_template {
    id = aws_launch_template.nat.id
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block           = "0.0.0.0/0"
    network_interface_id = aws_network_interface.nat.id
  }
}
