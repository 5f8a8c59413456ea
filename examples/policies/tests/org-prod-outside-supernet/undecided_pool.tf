resource "aws_vpc" "pool" {
  ipv4_ipam_pool_id   = "ipam-pool-1"
  ipv4_netmask_length = 20
  tags                = { Env = "prod" }
}
