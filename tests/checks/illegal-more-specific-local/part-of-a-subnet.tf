# Half a subnet is refused, the whole of the VPC may go to an appliance, and outside anything goes.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.main.id
  source_dest_check = false
}

resource "aws_route" "half" { # expect: illegal-more-specific-local critical certain
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.1.0/25"
  network_interface_id   = aws_network_interface.appliance.id
}

resource "aws_route" "whole" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.0.0/16"
  network_interface_id   = aws_network_interface.appliance.id
}

resource "aws_route" "outside" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.1.0.0/24"
  network_interface_id   = aws_network_interface.appliance.id
}
