# The group waits longer than its instances take to start.
resource "aws_launch_template" "api" {
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
}

resource "aws_autoscaling_group" "api" {
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = ["subnet-0a1b2c3d4e5f60718"]
  health_check_type         = "ELB"
  health_check_grace_period = 300
  default_instance_warmup   = 240

  launch_template {
    id = aws_launch_template.api.id
  }
}
