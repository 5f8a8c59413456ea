resource "terraform_data" "base" {
  for_each = toset(["a", "b"])
  input    = upper(each.key)
}

resource "terraform_data" "next" {
  for_each = terraform_data.base
  input    = each.value.input
}

resource "terraform_data" "last" {
  for_each = { for key, one in terraform_data.next : "${key}!" => one.input if key != "a" }
  input    = each.value
}

resource "terraform_data" "counted" {
  count = length(terraform_data.base)
  input = sort(keys(terraform_data.base))[count.index]
}

resource "terraform_data" "values" {
  input = [for one in values(terraform_data.base) : one.input]
}
