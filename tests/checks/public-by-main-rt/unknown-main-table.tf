# Either of two tables is the main one.
resource "aws_vpc" "main" { # expect: undecided public-by-main-rt low
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

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_main_route_table_association" "main" {
  vpc_id         = aws_vpc.main.id
  route_table_id = local.main
}

locals {
  main = startswith(aws_vpc.main.arn, "arn:aws:") ? aws_route_table.private.id : aws_route_table.public.id
}
