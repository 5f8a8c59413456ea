# A database, and a web server behind an Application Load Balancer.
resource "aws_lb_target_group" "database" {
  name     = "database"
  port     = 5432
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  health_check {
    protocol = "TCP"
  }
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}
