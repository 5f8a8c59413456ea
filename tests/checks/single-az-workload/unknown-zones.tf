# AWS picks the zones of the subnets.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "production" }
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_autoscaling_group" "app" { # expect: undecided single-az-workload low
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.app[*].id

  launch_template {
    name = "app"
  }
}
