# Production, an environment that nobody names, and a delay that is set to what it would be anyway.
resource "aws_lb_target_group" "production" {
  name     = "production"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"

  tags = {
    Environment = "production"
  }
}

resource "aws_lb_target_group" "whichever" {
  name     = "whichever"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_lb_target_group" "decided" {
  name                 = "decided"
  port                 = 8080
  protocol             = "HTTP"
  vpc_id               = "vpc-0a1b2c3d4e5f60718"
  deregistration_delay = 300

  tags = {
    Environment = "staging"
  }
}
