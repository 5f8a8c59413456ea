resource "terraform_data" "x" {
  input = "override ${each.key}"
}
