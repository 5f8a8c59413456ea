# Which attachment the association is of is known after apply only.
resource "aws_vpc" "main" {
  for_each   = { hub = "10.0.0.0/16", one = "10.1.0.0/16", two = "10.2.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "main" {
  for_each   = aws_vpc.main
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 0)
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  for_each           = aws_vpc.main
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_ec2_transit_gateway" "closed" {
  default_route_table_association = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "closed" { # expect: undecided attached-but-not-associated medium, undecided attached-but-not-associated medium
  for_each           = toset(["one", "two"])
  transit_gateway_id = aws_ec2_transit_gateway.closed.id
  vpc_id             = aws_vpc.main[each.key].id
  subnet_ids         = [aws_subnet.main[each.key].id]
}

resource "aws_ec2_transit_gateway_route_table" "closed" {
  transit_gateway_id = aws_ec2_transit_gateway.closed.id
}

resource "aws_ec2_transit_gateway_route_table_association" "closed" {
  transit_gateway_attachment_id  = local.attachment
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.closed.id
}

locals {
  attachment = [for a in aws_ec2_transit_gateway_vpc_attachment.closed : a.id if endswith(a.arn, "0")][0]
}
