# The VPC takes its block from a pool.
resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d4e5f60718"
  ipv4_netmask_length = 16
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, 1)
}

resource "aws_ec2_client_vpn_endpoint" "staff" { # expect: undecided clientvpn-pool-overlap high
  server_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
  client_cidr_block      = "10.9.0.0/22"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/4e5f6071"
  }

  connection_log_options {
    enabled = false
  }
}

resource "aws_ec2_client_vpn_network_association" "a" {
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.staff.id
  subnet_id              = aws_subnet.a.id
}
