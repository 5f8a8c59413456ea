variable "given" {}
variable "auto" {}
variable "fallback" { default = "default" }
variable "later" {}

variable "list" {
  type    = list(number)
  default = ["1", 2]
}

variable "nullable" {
  type     = string
  default  = "kept"
  nullable = false
}

variable "null" {
  default = null
}

module "inner" {
  source   = "./inner"
  nullable = null
  optional = null
}

resource "terraform_data" "all" {
  for_each = {
    given    = var.given
    auto     = var.auto
    fallback = var.fallback
    later    = var.later
    list     = join(" ", var.list)
    nullable = var.nullable
    isnull   = var.null == null
  }
  input = each.value
}
