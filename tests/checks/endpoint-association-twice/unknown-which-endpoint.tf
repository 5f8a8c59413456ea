# The association is that of one of two endpoints, of which one lists its tables.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" { # expect: undecided endpoint-association-twice low
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.main.id]
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.dynamodb"
}

resource "aws_vpc_endpoint_route_table_association" "either" {
  vpc_endpoint_id = aws_vpc.main.ipv6_association_id == "" ? aws_vpc_endpoint.s3.id : aws_vpc_endpoint.dynamodb.id
  route_table_id  = aws_route_table.main.id
}
