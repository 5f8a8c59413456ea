# An output hands the address on.
resource "aws_eip" "jumpbox" {
  domain = "vpc"
}

output "jumpbox" {
  value = aws_eip.jumpbox.public_ip
}
