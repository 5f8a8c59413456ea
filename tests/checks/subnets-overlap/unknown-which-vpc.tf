# Which of the two VPCs the second subnet is in cannot be told from the plan.
variable "pick" {
  default = "a"
}

resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
}

locals {
  vpcs = { a = aws_vpc.a.id, b = aws_vpc.b.id }
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "db" { # expect: undecided subnets-overlap high
  vpc_id     = var.pick == "a" ? aws_vpc.a.id : aws_vpc.b.id
  cidr_block = "10.0.8.0/21"
}
