# A transit gateway supports no references unless told to; undecided where a peering has an end that
# is not known.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_vpc" "third" {
  cidr_block = "10.3.0.0/16"
}

resource "aws_subnet" "other" {
  vpc_id     = aws_vpc.other.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [aws_subnet.main.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "other" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.other.id
  subnet_ids         = [aws_subnet.other.id]
}

resource "terraform_data" "peer" {
  input = "vpc-0123456789abcdef0"
}

resource "aws_vpc_peering_connection" "third" {
  vpc_id      = aws_vpc.third.id
  peer_vpc_id = terraform_data.peer.output
}

resource "aws_security_group" "near" {
  name   = "near"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.other.id
}

resource "aws_security_group" "third" {
  name   = "third"
  vpc_id = aws_vpc.third.id
}

resource "aws_vpc_security_group_ingress_rule" "transit" { # expect: sg-ref-other-vpc critical
  security_group_id            = aws_security_group.near.id
  referenced_security_group_id = aws_security_group.far.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "perhaps" { # expect: undecided sg-ref-other-vpc high
  security_group_id            = aws_security_group.near.id
  referenced_security_group_id = aws_security_group.third.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
