# A summary of a private range is no claim to all of it; a block wider than the VPC may leave it out.
resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_ec2_transit_gateway" "main" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
}

resource "aws_vpn_connection" "office" {
  transit_gateway_id  = aws_ec2_transit_gateway.main.id
  customer_gateway_id = "cgw-0a1b2c3d4e5f60718"
  type                = "ipsec.1"
}

resource "aws_ec2_transit_gateway_route" "summary" {
  destination_cidr_block         = "10.0.0.0/8"
  transit_gateway_attachment_id  = aws_vpn_connection.office.transit_gateway_attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_ec2_transit_gateway_route" "wider" { # expect: vpc-overlaps-onprem medium certain
  destination_cidr_block         = "10.20.0.0/14"
  transit_gateway_attachment_id  = aws_vpn_connection.office.transit_gateway_attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}

resource "aws_ec2_transit_gateway_route" "vpc" {
  destination_cidr_block         = "10.21.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.main.association_default_route_table_id
}
