# Which subnet another network ACL takes is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "terraform_data" "which" {
  input = 1
}

resource "aws_network_acl" "some" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [element(aws_subnet.app[*].id, terraform_data.which.output)]
}

resource "aws_default_network_acl" "main" { # expect: undecided default-nacl-emptied high
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}
