# A data source finds a subnet of the configuration by its VPC and CIDR: it is the same one.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

data "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"

  depends_on = [aws_subnet.app]
}

resource "aws_network_interface" "app" {
  subnet_id = data.aws_subnet.app.id
}
