# Just as long as may be.
resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval            = 60
    unhealthy_threshold = 2
  }
}
