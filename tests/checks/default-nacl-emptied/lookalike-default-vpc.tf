# The account's default VPC is closed: nothing stands in it.
resource "aws_default_vpc" "main" {}

resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_default_vpc.main.default_network_acl_id
}
