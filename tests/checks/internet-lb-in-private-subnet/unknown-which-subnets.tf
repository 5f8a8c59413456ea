# Which subnets the local holds is known after apply only; none of those here leads to the internet.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

locals {
  subnets = [for subnet in aws_subnet.app : subnet.id if !endswith(subnet.arn, "0")]
}

resource "aws_lb" "main" { # expect: undecided internet-lb-in-private-subnet medium
  name     = "main"
  internal = false
  subnets  = local.subnets
}
