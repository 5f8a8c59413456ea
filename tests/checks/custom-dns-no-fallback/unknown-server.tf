# The name server is an instance, whose address is known after apply.
resource "aws_instance" "dns" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.nano"
}

resource "aws_vpc_dhcp_options" "main" {
  domain_name_servers = [aws_instance.dns.private_ip]
}
