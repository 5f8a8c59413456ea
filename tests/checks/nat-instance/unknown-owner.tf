# What has the interface is not in the input.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "private" { # expect: undecided nat-instance low
  vpc_id = aws_vpc.main.id

  route {
    cidr_block           = "0.0.0.0/0"
    network_interface_id = "eni-0a1b2c3d4e5f60718"
  }
}
