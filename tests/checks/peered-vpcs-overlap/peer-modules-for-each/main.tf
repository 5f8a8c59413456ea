# Both ends are outputs of one for_each module; the finding is at the connection in the root.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

module "net" {
  source   = "./net"
  for_each = { dev = "10.0.0.0/16", prod = "10.0.0.0/20", shared = "10.1.0.0/16" }
  cidr     = each.value
}

resource "aws_vpc_peering_connection" "overlapping" { # expect: peered-vpcs-overlap critical
  vpc_id      = module.net["dev"].vpc_id
  peer_vpc_id = module.net["prod"].vpc_id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "apart" {
  vpc_id      = module.net["shared"].vpc_id
  peer_vpc_id = module.net["prod"].vpc_id
  auto_accept = true
}
