# Nothing uses the table yet; the halves of the default route are one finding.
resource "aws_vpc" "hub" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "app" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "hub" {
  vpc_id     = aws_vpc.hub.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_nat_gateway" "hub" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.hub.id
}

resource "aws_route_table" "app" { # expect: blackhole-default-route medium likely
  vpc_id = aws_vpc.app.id

  route {
    cidr_block     = "0.0.0.0/1"
    nat_gateway_id = aws_nat_gateway.hub.id
  }

  route {
    cidr_block     = "128.0.0.0/1"
    nat_gateway_id = aws_nat_gateway.hub.id
  }
}
