# A group in each zone, and a VPC that is no production.
resource "aws_vpc" "main" {
  for_each   = { production = "10.0.0.0/16", test = "10.1.0.0/16" }
  cidr_block = each.value
  tags       = { Environment = each.key }
}

resource "aws_subnet" "app" {
  for_each          = { eu-west-1a = 0, eu-west-1b = 1 }
  vpc_id            = aws_vpc.main["production"].id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, each.value)
  availability_zone = each.key
}

resource "aws_autoscaling_group" "app" {
  for_each            = aws_subnet.app
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [each.value.id]

  launch_template {
    name = "app"
  }
}

resource "aws_subnet" "test" {
  vpc_id            = aws_vpc.main["test"].id
  cidr_block        = "10.1.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_autoscaling_group" "test" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.test.id]

  launch_template {
    name = "app"
  }
}
