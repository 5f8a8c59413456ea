variable "zones" {
  type    = list(string)
  default = ["a", "b", "c"]
}

variable "enabled" {
  type    = bool
  default = false
}

resource "terraform_data" "zone" {
  count = length(var.zones)
  input = "${var.zones[count.index]}-${count.index}"
}

resource "terraform_data" "none" {
  count = 0
  input = "never"
}

resource "terraform_data" "maybe" {
  count = var.enabled ? 1 : 0
  input = "off"
}

resource "terraform_data" "text" {
  count = "2"
  input = count.index * 10
}

resource "terraform_data" "first" {
  input = length(terraform_data.zone[*].input) > 1 ? "many" : "one"
  count = length(terraform_data.maybe) == 0 ? 1 : 0
}
