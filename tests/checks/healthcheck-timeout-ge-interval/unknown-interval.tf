# How often it checks is known after apply.
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_lb_target_group" "api" { # expect: undecided healthcheck-timeout-ge-interval high
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    interval = aws_launch_template.api.latest_version
    timeout  = 60
  }
}
