# Which gateway the table belongs to is known after apply only.
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

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "ingress" {
  gateway_id     = local.gateway
  route_table_id = aws_route_table.ingress.id
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [aws_subnet.main.id]
}

resource "aws_route" "inspect" {
  route_table_id         = aws_route_table.ingress.id
  destination_cidr_block = "10.0.1.0/24"
  vpc_endpoint_id        = aws_vpc_endpoint.firewall.id
}

locals {
  gateway = startswith(aws_vpc.main.arn, "arn:aws:") ? aws_vpn_gateway.main.id : aws_internet_gateway.main.id
}
