variable "azs" {
  default = ["a", "b", "c"]
}

locals {
  single   = false
  per_az   = true
  nats     = local.single ? 1 : local.per_az ? length(var.azs) : 2
  map      = try(local.missing_map["x"], { x = 1 })
  optional = can(var.azs[5]) ? "yes" : "no"
}

locals {
  missing_map = { y = 1 }
}

resource "terraform_data" "nat" {
  count = local.nats
  input = element(var.azs, count.index + 4)
}

resource "terraform_data" "optional" {
  for_each = local.optional == "no" ? { only = "this" } : {}
  input    = each.value
}

resource "terraform_data" "map" {
  for_each = local.map
  input    = each.value
}

resource "terraform_data" "chunk" {
  for_each = { for index, chunk in chunklist(range(5), 2) : index => chunk }
  input    = each.value
}

resource "terraform_data" "distinct" {
  count = length(distinct(compact(["a", "", "a", "b"])))
  input = max([1, 5, 3]...)
}
