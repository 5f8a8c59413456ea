# PrivateLink joins VPCs whatever their addresses; an endpoint in the VPC of its service joins nothing.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "provider" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "consumer" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "provider" {
  vpc_id     = aws_vpc.provider.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "consumer" {
  vpc_id     = aws_vpc.consumer.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_lb" "service" {
  name               = "service"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.provider.id]
}

resource "aws_vpc_endpoint_service" "service" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.service.arn]
}

resource "aws_vpc_endpoint" "service" {
  vpc_id            = aws_vpc.consumer.id
  service_name      = aws_vpc_endpoint_service.service.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.consumer.id]
}

resource "aws_vpc_endpoint" "own" {
  vpc_id            = aws_vpc.provider.id
  service_name      = aws_vpc_endpoint_service.service.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.provider.id]
}
