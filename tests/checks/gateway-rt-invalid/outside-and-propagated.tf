# A destination outside the VPC, and routes that a virtual private gateway brings in.
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
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" { # expect: gateway-rt-invalid critical
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = aws_internet_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway_route_propagation" "main" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_route_table.ingress.id
}

resource "aws_route" "outside" { # expect: gateway-rt-invalid critical
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "10.1.0.0/16"
  network_interface_id   = aws_network_interface.appliance.id
}
