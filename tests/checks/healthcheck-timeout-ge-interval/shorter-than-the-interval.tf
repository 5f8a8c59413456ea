# A second less than the interval, and the defaults.
resource "aws_lb_target_group" "nearly" {
  name     = "nearly"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval = 10
    timeout  = 9
  }
}

resource "aws_lb_target_group" "by-default" {
  name     = "by-default"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path = "/ready"
  }
}
