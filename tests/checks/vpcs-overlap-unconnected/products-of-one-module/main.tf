# Made by one module, but for different products: they may have to talk one day.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

module "net" {
  source   = "./net"
  for_each = toset(["shop", "billing", "product-api"])
  cidr     = "10.0.0.0/16"
}
