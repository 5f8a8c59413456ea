variable "networks" {
  type = map(object({
    cidr    = string
    zones   = optional(list(string), ["a", "b"])
    nat     = optional(bool)
    subnets = optional(map(number), {})
  }))
  default = {
    one = { cidr = "10.0.0.0/16" }
    two = { cidr = "10.1.0.0/16", zones = ["c"], nat = true, subnets = { app = 1, data = "2" } }
  }
}

locals {
  subnets = flatten([
    for name, net in var.networks : [
      for index, zone in net.zones : {
        key  = "${name}/${zone}"
        cidr = cidrsubnet(net.cidr, 8, index)
        nat  = coalesce(net.nat, false)
      }
    ]
  ])
  named = merge([
    for name, net in var.networks : {
      for tier, number in net.subnets : "${name}-${tier}" => cidrsubnet(net.cidr, 4, number)
    }
  ]...)
}

resource "terraform_data" "net" {
  for_each = var.networks
  input    = each.value
}

resource "terraform_data" "subnet" {
  for_each = { for subnet in local.subnets : subnet.key => subnet }
  input    = each.value.cidr
}

resource "terraform_data" "nat" {
  for_each = { for subnet in local.subnets : subnet.key => subnet if subnet.nat }
  input    = each.value.nat
}

resource "terraform_data" "tier" {
  for_each = local.named
  input    = each.value
}
