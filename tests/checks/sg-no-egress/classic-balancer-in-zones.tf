# The load balancer names zones of the default VPC: it has a group that Elastic Load Balancing makes, not the VPC's.
resource "aws_default_vpc" "main" {
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_default_vpc.main.id
}

resource "aws_elb" "main" {
  availability_zones = ["eu-west-1a", "eu-west-1b"]

  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
}
