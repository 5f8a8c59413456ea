# A load balancer that only redirects needs no way out; one with a rule that forwards does.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_security_group" "answering" {
  name   = "answering"
  vpc_id = aws_vpc.main.id
}

resource "aws_lb" "answering" {
  name            = "answering"
  internal        = true
  subnets         = aws_subnet.main[*].id
  security_groups = [aws_security_group.answering.id]
}

resource "aws_lb_listener" "answering" {
  load_balancer_arn = aws_lb.answering.arn
  port              = 80

  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "answering" {
  listener_arn = aws_lb_listener.answering.arn

  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }

  condition {
    path_pattern {
      values = ["/private/*"]
    }
  }
}

resource "aws_security_group" "handing" { # expect: sg-no-egress high
  name   = "handing"
  vpc_id = aws_vpc.main.id
}

resource "aws_lb" "handing" {
  name            = "handing"
  internal        = true
  subnets         = aws_subnet.main[*].id
  security_groups = [aws_security_group.handing.id]
}

resource "aws_lb_listener" "handing" {
  load_balancer_arn = aws_lb.handing.arn
  port              = 80

  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener_rule" "handing" {
  listener_arn = aws_lb_listener.handing.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}
