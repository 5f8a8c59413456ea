# A template that names its groups, one with their ids, and one that nothing launches into a VPC.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_launch_template" "named" { # expect: ec2classic-sg-names medium
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.micro"

  security_group_names = [aws_security_group.app.name]
}

resource "aws_autoscaling_group" "named" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.app.id]

  launch_template {
    id = aws_launch_template.named.id
  }
}

resource "aws_launch_template" "by_id" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.micro"

  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_autoscaling_group" "by_id" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.app.id]

  launch_template {
    id = aws_launch_template.by_id.id
  }
}

resource "aws_launch_template" "unused" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.micro"

  security_group_names = ["web"]
}
