# What the VPC's addresses are is known after apply only.
resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = "ipam-pool-0123456789abcdef0"
  ipv4_netmask_length = 16
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_route" "perhaps_inside" {
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = "10.0.1.0/24"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}
