# Emptied in a counted module's way, and the default VPC.
resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_default_security_group" "main" {
  count  = 2
  vpc_id = aws_vpc.main[count.index].id
}

resource "aws_default_vpc" "default" {}
