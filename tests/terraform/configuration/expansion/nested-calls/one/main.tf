variable "tags" {
  type = map(string)
}

resource "terraform_data" "tag" {
  for_each = var.tags
  input    = "${each.key}:${each.value}"
}

output "tag" {
  value = lookup(var.tags, "name", "none")
}
