# Whether the table has a block at all is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" { # expect: undecided inline-and-separate-routes medium
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = aws_vpc.main.ipv6_association_id == "" ? [] : ["192.168.0.0/24"]

    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.main.id
    }
  }
}

resource "aws_route" "main" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
