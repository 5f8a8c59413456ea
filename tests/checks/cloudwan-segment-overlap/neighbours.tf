# One segment, and blocks that only touch.
resource "aws_networkmanager_global_network" "main" {}

resource "aws_networkmanager_core_network" "main" {
  global_network_id = aws_networkmanager_global_network.main.id

  base_policy_document = jsonencode({
    version  = "2021.12"
    segments = [{ name = "all" }]
  })
}

resource "aws_vpc" "one" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_networkmanager_vpc_attachment" "one" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.one.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0a1b2c3d4e5f60718"]
}

resource "aws_networkmanager_vpc_attachment" "other" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.other.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0b1b2c3d4e5f60718"]
}
