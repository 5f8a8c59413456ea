# One of the VPCs takes its block from a pool.
resource "aws_dx_gateway" "main" {
  name            = "main"
  amazon_side_asn = "64512"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "pooled" {
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d4e5f60718"
  ipv4_netmask_length = 16
}

resource "aws_vpn_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "pooled" {
  vpc_id = aws_vpc.pooled.id
}

resource "aws_dx_gateway_association" "main" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.main.id
}

resource "aws_dx_gateway_association" "pooled" { # expect: undecided dxgw-associated-vpcs-overlap high
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.pooled.id
}
