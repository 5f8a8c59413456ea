# A transit gateway passes references on where it, and both attachments, are told to.
resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main[count.index].id
  cidr_block = "10.${count.index}.1.0/24"
}

resource "aws_ec2_transit_gateway" "hub" {
  security_group_referencing_support = "enable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "near" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main[0].id
  subnet_ids         = [aws_subnet.main[0].id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "far" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.main[1].id
  subnet_ids         = [aws_subnet.main[1].id]
}

resource "aws_security_group" "near" {
  name   = "near"
  vpc_id = aws_vpc.main[0].id
}

resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.main[1].id
}

resource "aws_vpc_security_group_ingress_rule" "far" {
  security_group_id            = aws_security_group.near.id
  referenced_security_group_id = aws_security_group.far.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
