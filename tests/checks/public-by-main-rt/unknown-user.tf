# Which of the two subnets has a table of its own is known after apply only: the other one is public
# by the route, which nobody can tell to take away.
resource "terraform_data" "choice" {
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" { # expect: public-by-main-rt low
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = terraform_data.choice.id == "a" ? aws_subnet.main[0].id : aws_subnet.main[1].id
  route_table_id = aws_route_table.private.id
}
