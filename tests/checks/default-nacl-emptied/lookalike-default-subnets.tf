# The default VPC is closed, with the subnets that AWS made in it, and nothing stands there.
resource "aws_default_vpc" "default" {
}

resource "aws_default_subnet" "default" {
  for_each          = toset(["eu-west-1a", "eu-west-1b"])
  availability_zone = each.value
}

resource "aws_default_network_acl" "default" {
  default_network_acl_id = aws_default_vpc.default.default_network_acl_id

  lifecycle {
    ignore_changes = [subnet_ids]
  }
}
