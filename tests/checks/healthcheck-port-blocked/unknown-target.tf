# Undecided where a target that may be registered would shut out the checks; not where that one
# stands in another VPC, or the load balancer takes no such group.
resource "terraform_data" "which" {
  input = "blue"
}

resource "aws_vpc" "main" {
  for_each   = toset(["here", "there"])
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = aws_vpc.main
  vpc_id            = each.value.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "shut" {
  for_each = aws_vpc.main
  name     = "shut"
  vpc_id   = each.value.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "open" {
  name   = "open"
  vpc_id = aws_vpc.main["here"].id
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "shut" {
  for_each               = aws_subnet.main
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = each.value.id
  vpc_security_group_ids = [aws_security_group.shut[each.key].id]
}

resource "aws_instance" "open" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main["here"].id
  vpc_security_group_ids = [aws_security_group.open.id]
}

resource "aws_lb" "main" {
  name            = "main"
  internal        = true
  subnets         = [aws_subnet.main["here"].id]
  security_groups = [aws_security_group.open.id]
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = terraform_data.which.output == "blue" ? aws_lb_target_group.either.arn : aws_lb_target_group.other.arn
  }
}

resource "aws_lb_target_group" "either" { # expect: undecided healthcheck-port-blocked medium
  name     = "either"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main["here"].id
}

resource "aws_lb_target_group" "other" {
  name     = "other"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main["here"].id
}

resource "aws_lb_target_group" "stream" {
  name     = "stream"
  port     = 80
  protocol = "TCP"
  vpc_id   = aws_vpc.main["here"].id
}

resource "aws_lb_listener" "second" {
  load_balancer_arn = aws_lb.main.arn
  port              = 81
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = terraform_data.which.output == "blue" ? aws_lb_target_group.stream.arn : aws_lb_target_group.other.arn
  }
}

resource "aws_lb_target_group_attachment" "either" {
  target_group_arn = aws_lb_target_group.either.arn
  target_id        = terraform_data.which.output == "blue" ? aws_instance.shut["here"].id : aws_instance.open.id
}

resource "aws_lb_target_group_attachment" "other" {
  target_group_arn = aws_lb_target_group.other.arn
  target_id        = terraform_data.which.output == "blue" ? aws_instance.shut["there"].id : aws_instance.open.id
}

resource "aws_lb_target_group_attachment" "stream" {
  target_group_arn = aws_lb_target_group.stream.arn
  target_id        = aws_instance.shut["here"].id
}
