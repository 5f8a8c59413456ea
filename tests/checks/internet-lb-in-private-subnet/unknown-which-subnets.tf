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

resource "terraform_data" "which" {
  input = "x"
}

resource "aws_lb" "one" { # expect: undecided internet-lb-in-private-subnet medium
  name               = "one"
  load_balancer_type = "network"
  internal           = false
  subnet_mapping {
    subnet_id = terraform_data.which.output == "x" ? aws_subnet.app[0].id : aws_subnet.app[1].id
  }
}

resource "aws_lb" "perhaps" { # expect: undecided internet-lb-in-private-subnet medium
  name               = "perhaps"
  load_balancer_type = "network"
  internal           = terraform_data.which.output == "x"
  subnet_mapping {
    subnet_id = terraform_data.which.output == "x" ? aws_subnet.app[0].id : aws_subnet.app[1].id
  }
}
