# The subnet is not in the input.
variable "subnet_id" {
  type    = string
  default = "subnet-0a1b2c3d4e5f60718"
}

resource "aws_instance" "app" { # expect: undecided ec2classic-sg-names low
  ami             = "ami-0a1b2c3d4e5f60718"
  instance_type   = "t4g.micro"
  subnet_id       = var.subnet_id
  security_groups = ["sg-0a1b2c3d4e5f60718"]
}
