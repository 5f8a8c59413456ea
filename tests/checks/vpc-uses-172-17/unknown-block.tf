# The block comes from a pool.
resource "aws_vpc" "main" {
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d4e5f60718"
  ipv4_netmask_length = 16
}
