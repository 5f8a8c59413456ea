# Where the existing subnets lead is not in the plan.
variable "vpc_id" {
  type    = string
  default = "vpc-0123456789abcdef0"
}

resource "aws_subnet" "web" {
  count             = 2
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_lb" "web" { # expect: undecided internet-lb-in-private-subnet medium
  subnets = aws_subnet.web[*].id
}
