# How it checks is known after apply.
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    protocol = aws_launch_template.api.latest_version == 1 ? "TCP" : "HTTP"
  }
}
