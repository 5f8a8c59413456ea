# The one association names either of two tables.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table" "app" { # expect: undecided route-table-unassociated, undecided route-table-unassociated
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = local.table
}

locals {
  table = [for table in aws_route_table.app : table.id if endswith(table.arn, "0")][0]
}
