# One group looks at the machine only, one waits as long as by default, one does not say how long it takes.
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "machine" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "EC2"
  health_check_grace_period = 0
  default_instance_warmup   = 240

  launch_template {
    id = aws_launch_template.api.id
  }
}

resource "aws_autoscaling_group" "by_default" {
  min_size                = 2
  max_size                = 6
  vpc_zone_identifier     = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type       = "ELB"
  default_instance_warmup = 300

  launch_template {
    id = aws_launch_template.api.id
  }
}

resource "aws_autoscaling_group" "silent" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "ELB"
  health_check_grace_period = 10

  launch_template {
    id = aws_launch_template.api.id
  }
}

resource "aws_autoscaling_group" "nearly" { # expect: asg-elb-grace-too-short low
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "ELB"
  health_check_grace_period = 200
  default_instance_warmup   = 240
  target_group_arns         = [aws_lb_target_group.api.arn]

  launch_template {
    id = aws_launch_template.api.id
  }
}

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}
