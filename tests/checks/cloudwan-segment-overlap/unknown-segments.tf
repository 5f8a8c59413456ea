# The policy has two segments, and what puts an attachment into one of them is not known.
resource "aws_networkmanager_global_network" "main" {}

resource "aws_networkmanager_core_network" "main" {
  global_network_id = aws_networkmanager_global_network.main.id

  base_policy_document = jsonencode({
    version  = "2021.12"
    segments = [{ name = "production" }, { name = "test" }]
  })
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "same" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_networkmanager_vpc_attachment" "main" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.main.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0a1b2c3d4e5f60718"]
}

resource "aws_networkmanager_vpc_attachment" "same" { # expect: undecided cloudwan-segment-overlap medium
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.same.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0b1b2c3d4e5f60718"]
}
