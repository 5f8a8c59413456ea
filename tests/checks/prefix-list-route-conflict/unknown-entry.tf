# What the second list holds is known after apply only.
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

resource "aws_network_interface" "other" {
  subnet_id = aws_subnet.main.id
}

resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = "10.8.0.0/14"
  }
}

resource "aws_ec2_managed_prefix_list" "more" {
  name           = "more"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = terraform_data.choice.id
  }
}

resource "aws_route_table" "main" { # expect: undecided prefix-list-route-conflict low
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "offices" {
  route_table_id             = aws_route_table.main.id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.offices.id
  network_interface_id       = aws_network_interface.appliance.id
}

resource "aws_route" "more" {
  route_table_id             = aws_route_table.main.id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.more.id
  network_interface_id       = aws_network_interface.other.id
}
