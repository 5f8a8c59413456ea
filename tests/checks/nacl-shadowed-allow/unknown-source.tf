# Whose packets the second rule denies is known after apply only; the first one admits them all.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eip" "scanner" {
  domain = "vpc"
}

resource "aws_network_acl" "app" { # expect: undecided nacl-shadowed-allow low
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  ingress {
    rule_no    = 200
    action     = "deny"
    protocol   = "tcp"
    cidr_block = "${aws_eip.scanner.public_ip}/32"
    from_port  = 22
    to_port    = 22
  }
}
