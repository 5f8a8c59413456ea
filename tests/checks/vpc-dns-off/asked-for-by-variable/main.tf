variable "hostnames" {
  type    = bool
  default = false
}

module "net" {
  source               = "./net"
  enable_dns_hostnames = var.hostnames
}
