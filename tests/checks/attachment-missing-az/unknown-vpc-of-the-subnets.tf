# A plan does not tell which subnets are in which VPC.
resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_subnet" "app" {
  count             = 4
  vpc_id            = aws_vpc.main[floor(count.index / 2)].id
  cidr_block        = "10.${floor(count.index / 2)}.${count.index}.0/24"
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index % 2]
}

resource "aws_subnet" "attached" {
  count             = 3
  vpc_id            = aws_vpc.main[count.index == 2 ? 1 : 0].id
  cidr_block        = "10.${count.index == 2 ? 1 : 0}.10${count.index}.0/28"
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index % 2]
}

resource "aws_route_table" "main" {
  count  = 2
  vpc_id = aws_vpc.main[count.index].id

  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  count          = 4
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.main[floor(count.index / 2)].id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "whole" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main[0].id
  subnet_ids         = [aws_subnet.attached[0].id, aws_subnet.attached[1].id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "half" { # expect: undecided attachment-missing-az medium
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main[1].id
  subnet_ids         = [aws_subnet.attached[2].id]
}
