# A default route covers the reserved addresses too, and IPv6 has its own.
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
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_network_interface.appliance.id
}

resource "aws_route" "link_local" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "169.254.0.0/16"
  network_interface_id   = aws_network_interface.appliance.id
}

resource "aws_route" "dns" { # expect: route-to-reserved-range critical
  route_table_id              = aws_vpc.main.main_route_table_id
  destination_ipv6_cidr_block = "fd00:ec2::253/128"
  network_interface_id        = aws_network_interface.appliance.id
}
