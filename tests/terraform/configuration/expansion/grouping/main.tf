locals {
  rules = [
    { group = "web", port = 80 },
    { group = "web", port = 443 },
    { group = "db", port = 5432 },
  ]
  by_group = { for rule in local.rules : rule.group => rule.port... }
  pairs    = setproduct(["x", "y"], [1, 2])
  numbered = { for index, rule in local.rules : format("%02d", index) => rule }
}

resource "terraform_data" "group" {
  for_each = local.by_group
  input    = join(",", each.value)
}

resource "terraform_data" "pair" {
  for_each = { for pair in local.pairs : "${pair[0]}${pair[1]}" => pair }
  input    = each.value[1] + 1
}

resource "terraform_data" "rule" {
  for_each = local.numbered
  input    = merge(each.value, { protocol = each.value.port == 5432 ? "pg" : "http" })
}

resource "terraform_data" "zip" {
  for_each = zipmap(["a", "b"], [[1], []])
  input    = length(each.value)
}
