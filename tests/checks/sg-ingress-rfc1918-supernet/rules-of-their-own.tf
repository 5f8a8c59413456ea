# judged by: sg-ingress-rfc1918-supernet
# A rule as a resource in one of three VPCs: two more rules name the other two.
resource "aws_vpc" "hub" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "left" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "right" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "hub" {
  vpc_id            = aws_vpc.hub.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "left" {
  vpc_id            = aws_vpc.left.id
  cidr_block        = "10.1.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "right" {
  vpc_id            = aws_vpc.right.id
  cidr_block        = "10.2.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "hub" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.hub.id
  subnet_ids         = [aws_subnet.hub.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "left" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.left.id
  subnet_ids         = [aws_subnet.left.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "right" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.right.id
  subnet_ids         = [aws_subnet.right.id]
}

resource "aws_security_group" "router" {
  name   = "router"
  vpc_id = aws_vpc.hub.id
}

resource "aws_vpc_security_group_ingress_rule" "bgp" { # expect: sg-ingress-rfc1918-supernet low
  security_group_id = aws_security_group.router.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 179
  to_port           = 179
}

resource "aws_instance" "router" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.hub.id
  vpc_security_group_ids = [aws_security_group.router.id]
}
