# judged by: sg-open-admin-port, sg-unattached
# What an output hands on may be used where this input does not show it.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "jumpbox" { # expect: sg-open-admin-port medium possible
  name   = "jumpbox"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

output "jumpbox_security_groups" {
  value = [aws_security_group.jumpbox.id]
}

resource "aws_security_group" "left" { # expect: sg-open-admin-port info certain
  name   = "left"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
