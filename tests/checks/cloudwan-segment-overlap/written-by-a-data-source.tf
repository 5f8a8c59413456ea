# The policy is written by a data source. Tags put two of the three into one segment.
resource "aws_networkmanager_global_network" "main" {}

data "aws_networkmanager_core_network_policy_document" "main" {
  core_network_configuration {
    asn_ranges = ["64512-64555"]
    edge_locations { location = "eu-west-1" }
  }

  segments { name = "production" }
  segments { name = "test" }

  attachment_policies {
    rule_number = 100
    conditions { type = "any" }

    action {
      association_method = "tag"
      tag_value_of_key   = "stage"
    }
  }
}

resource "aws_networkmanager_core_network" "main" {
  global_network_id    = aws_networkmanager_global_network.main.id
  base_policy_document = data.aws_networkmanager_core_network_policy_document.main.json
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "same" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "apart" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_networkmanager_vpc_attachment" "main" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.main.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0a1b2c3d4e5f60718"]
  tags            = { stage = "production" }
}

resource "aws_networkmanager_vpc_attachment" "same" { # expect: cloudwan-segment-overlap high
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.same.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0b1b2c3d4e5f60718"]
  tags            = { stage = "production" }
}

resource "aws_networkmanager_vpc_attachment" "apart" {
  core_network_id = aws_networkmanager_core_network.main.id
  vpc_arn         = aws_vpc.apart.arn
  subnet_arns     = ["arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0c1b2c3d4e5f60718"]
  tags            = { stage = "test" }
}
