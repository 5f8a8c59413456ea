variable "teams" {
  default = {
    red  = { vpcs = 2, zones = ["a"] }
    blue = { vpcs = 1, zones = ["a", "b"] }
    none = { vpcs = 0, zones = [] }
  }
}

module "team" {
  source   = "./team"
  for_each = var.teams
  name     = each.key
  vpcs     = each.value.vpcs
  zones    = each.value.zones
}

module "off" {
  source = "./team"
  count  = 0
  name   = "off"
  vpcs   = 3
  zones  = ["a"]
}

module "twice" {
  source = "./team"
  count  = 2
  name   = "twice${count.index}"
  vpcs   = count.index
  zones  = ["z"]
}

resource "terraform_data" "of_outputs" {
  for_each = merge(values(module.team)[*].subnets...)
  input    = each.value
}

resource "terraform_data" "sum" {
  input = sum([for team in module.team : team.size])
}

resource "terraform_data" "of_counted" {
  count = length(flatten(module.twice[*].names))
  input = flatten(module.twice[*].names)[count.index]
}
