# Private ranges, the shared one and that for benchmarks.
resource "aws_vpc" "main" {
  for_each   = toset(["10.0.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/16", "198.19.0.0/16"])
  cidr_block = each.key
}
