locals {
  settings = yamldecode(file("${path.module}/settings.yaml"))
  lines    = split("\n", trimspace(file("${path.module}/names.txt")))
}

resource "terraform_data" "yaml" {
  for_each = local.settings.subnets
  input    = "${each.value.cidr} ${lookup(each.value, "public", false)}"
}

resource "terraform_data" "line" {
  for_each = toset(local.lines)
  input    = templatefile("${path.module}/hello.tftpl", { name = each.key, many = [1, 2] })
}

resource "terraform_data" "file" {
  for_each = fileset(path.module, "*.{yaml,txt}")
  input    = filesha1("${path.module}/${each.value}")
}

resource "terraform_data" "json" {
  input = jsondecode(jsonencode(local.settings.list))
}
