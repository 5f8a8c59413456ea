# Which of the two subnets of the second pair has the association is not known.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "batch" { # expect: undecided subnet-on-main-route-table, undecided subnet-on-main-route-table
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index + 1)
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_route_table_association" "batch" {
  subnet_id      = local.batch
  route_table_id = aws_route_table.app.id
}

locals {
  batch = [for subnet in aws_subnet.batch : subnet.id if endswith(subnet.arn, "0")][0]
}
