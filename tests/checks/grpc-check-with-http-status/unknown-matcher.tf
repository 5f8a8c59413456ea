# What it accepts is known after apply.
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_lb_target_group" "api" { # expect: undecided grpc-check-with-http-status medium
  name             = "api"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = aws_launch_template.api.latest_version
  }
}
