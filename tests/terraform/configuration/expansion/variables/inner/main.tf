variable "nullable" {
  default  = "inner"
  nullable = false
}

variable "optional" {
  default = "default"
}

resource "terraform_data" "inner" {
  input = "${var.nullable} ${var.optional == null}"
}
