variable "name" {}
variable "zones" {}

resource "terraform_data" "subnet" {
  for_each = toset(var.zones)
  input    = "${var.name}${each.key}"
}

output "subnets" {
  value = { for zone, subnet in terraform_data.subnet : "${var.name}/${zone}" => subnet.input }
}

output "name" {
  value = var.name
}
