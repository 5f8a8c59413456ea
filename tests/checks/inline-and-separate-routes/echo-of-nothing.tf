# Tables with routes of one kind each, and a block made for each element of nothing.
variable "extra" {
  type    = list(string)
  default = []
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "inline" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table" "separate" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = var.extra

    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.main.id
    }
  }
}

resource "aws_route" "separate" {
  route_table_id         = aws_route_table.separate.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
