# A module with a network ACL that not every caller has.
module "net" {
  source     = "./net"
  cidr       = "10.0.0.0/16"
  create_acl = true
}

module "plain" {
  source     = "./net"
  cidr       = "10.1.0.0/16"
  create_acl = false
}
