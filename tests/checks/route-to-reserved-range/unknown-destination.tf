# The destination is known after apply only.
resource "terraform_data" "choice" {
}

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

resource "aws_route" "all" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = terraform_data.choice.id
  network_interface_id   = aws_network_interface.appliance.id
}
