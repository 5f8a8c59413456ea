# Success and redirects, and a status of gRPC.
resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "200,301-302"
  }
}

resource "aws_lb_target_group" "login" { # expect: matcher-too-wide low
  name     = "login"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "200,401"
  }
}
