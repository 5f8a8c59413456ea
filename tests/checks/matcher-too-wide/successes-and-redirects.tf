# Successes, redirects, and nothing said.
resource "aws_lb_target_group" "some" {
  name     = "some"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "200-299"
  }
}

resource "aws_lb_target_group" "redirects" {
  name     = "redirects"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "200,301-302"
  }
}

resource "aws_lb_target_group" "plain" {
  name     = "plain"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    path = "/ready"
  }
}
