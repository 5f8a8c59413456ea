# In which table the route back is, is known after apply only.
resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" { # expect: undecided missing-return-route medium
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = true
}

resource "aws_route" "app" {
  route_table_id            = aws_vpc.app.main_route_table_id
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_route_table" "all" {
  for_each = { app = aws_vpc.app.id, data = aws_vpc.data.id }
  vpc_id   = each.value
}

resource "aws_route" "back" {
  route_table_id            = local.table
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

locals {
  table = [for table in aws_route_table.all : table.id if endswith(table.arn, "0")][0]
}
