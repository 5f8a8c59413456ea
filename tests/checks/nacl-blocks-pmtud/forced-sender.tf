# judged by: nacl-blocks-pmtud, forced-jumbo-to-small-path
# A sender that is set to large packets makes it worse; it is told once, with the sender.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpn_gateway" "office" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "app" {
  vpc_id           = aws_vpc.main.id
  propagating_vgws = [aws_vpn_gateway.office.id]
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app.id]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 65535
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_instance" "app" { # expect: forced-jumbo-to-small-path medium
  ami              = "ami-0123456789abcdef0"
  instance_type    = "t3.large"
  subnet_id        = aws_subnet.app.id
  user_data_base64 = base64encode("ip link set dev eth0 mtu 9001")
}
