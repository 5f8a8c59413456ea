# Whether the load balancer is internal is not known; its subnets have no way to the internet.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "inner" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1${count.index == 0 ? "a" : "b"}"
}

resource "aws_route_table" "inner" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "inner" {
  count          = 2
  subnet_id      = aws_subnet.inner[count.index].id
  route_table_id = aws_route_table.inner.id
}

resource "aws_lb" "main" { # expect: undecided internet-lb-in-private-subnet medium
  load_balancer_type = "network"
  subnets            = aws_subnet.inner[*].id
  internal           = aws_vpc.main.id == "vpc-0123456789abcdef0"
}
