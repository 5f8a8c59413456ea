# Every default, an interval as short as the default timeout, and a check of TCP that waits to the end.
resource "aws_lb_target_group" "defaults" {
  name     = "defaults"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_lb_target_group" "short" { # expect: healthcheck-timeout-ge-interval critical
  name     = "short"
  port     = 8443
  protocol = "HTTPS"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval = 5
  }
}

resource "aws_lb_target_group" "network" {
  name     = "network"
  port     = 8080
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    protocol = "TCP"
    interval = 10
    timeout  = 10
  }
}
