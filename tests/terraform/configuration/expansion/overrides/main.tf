locals {
  names = ["a"]
}

resource "terraform_data" "x" {
  for_each = toset(local.names)
  input    = "main ${each.key}"
}

resource "terraform_data" "kept" {
  input = "kept"
}
