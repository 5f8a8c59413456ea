variable "name" { type = string }
variable "vpcs" { type = number }
variable "zones" { type = list(string) }

module "vpc" {
  source = "../vpc"
  count  = var.vpcs
  name   = "${var.name}-${count.index}"
  zones  = var.zones
}

output "subnets" {
  value = merge([for vpc in module.vpc : vpc.subnets]...)
}

output "size" {
  value = length(module.vpc)
}

output "names" {
  value = module.vpc[*].name
}
