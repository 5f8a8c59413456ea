# Both lists lead to one interface.
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

resource "aws_ec2_managed_prefix_list" "list" {
  for_each       = { offices = "10.8.0.0/14", head = "10.9.0.0/16" }
  name           = each.key
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = each.value
  }
}

resource "aws_route" "list" {
  for_each                   = aws_ec2_managed_prefix_list.list
  route_table_id             = aws_vpc.main.main_route_table_id
  destination_prefix_list_id = each.value.id
  network_interface_id       = aws_network_interface.appliance.id
}
