resource "terraform_data" "new" {
  count = 1
  input = "new"
}

moved {
  from = terraform_data.old
  to   = terraform_data.new[0]
}

removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}

check "health" {
  assert {
    condition     = length(terraform_data.new) == 1
    error_message = "one"
  }
}

resource "terraform_data" "guarded" {
  input = "ok"
  lifecycle {
    ignore_changes = [input]
    precondition {
      condition     = length(terraform_data.new) < 2
      error_message = "never"
    }
  }
}
