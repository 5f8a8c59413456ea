# Undecided where the resource waits for its VPC.
resource "aws_vpc" "main" { # expect: undecided default-sg-not-locked info
  cidr_block = "10.0.0.0/16"
}

resource "terraform_data" "vpc" {
  input = "vpc-0123456789abcdef0"
}

resource "aws_default_security_group" "main" {
  vpc_id = terraform_data.vpc.output
}
