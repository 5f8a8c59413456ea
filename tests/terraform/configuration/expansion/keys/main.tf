locals {
  names = toset(["plain", "with space", "dot.ted", "quo\"te", "back\\slash", "a$${b}", "%%{x}", "\u00fc", "e\u0301", "tab\there", "[0]"])
}

resource "terraform_data" "named" {
  for_each = local.names
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "numbered" {
  for_each = { 1 = "one", 2 = "two", true = "yes" }
  input    = each.value
}

resource "terraform_data" "empty" {
  for_each = {}
  input    = each.value
}

resource "terraform_data" "nothing" {
  for_each = toset([])
  input    = each.value
}
