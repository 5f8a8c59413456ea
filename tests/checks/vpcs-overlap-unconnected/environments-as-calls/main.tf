# Two calls of one module, one for each environment.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

module "staging" {
  source = "./net"
  cidr   = "10.0.0.0/16"
}

module "production" {
  source = "./net"
  cidr   = "10.0.0.0/16"
}
