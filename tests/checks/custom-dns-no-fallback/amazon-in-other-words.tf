# Amazon's name server by its name, its link-local address and its place in the VPC.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_dhcp_options" "named" {
  domain_name_servers = ["AmazonProvidedDNS"]
}

resource "aws_vpc_dhcp_options" "link_local" {
  domain_name_servers = ["169.254.169.253"]
}

resource "aws_vpc_dhcp_options" "plus_two" {
  domain_name_servers = ["10.0.0.2"]
}

resource "aws_vpc_dhcp_options" "none" {
  domain_name = "internal.example.com"
}
