# Two environments made by one module are equal on purpose.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

module "net" {
  source   = "./net"
  for_each = toset(["dev", "prod"])
  cidr     = "10.0.0.0/16"
}
