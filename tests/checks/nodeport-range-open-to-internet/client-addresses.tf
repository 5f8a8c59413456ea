# A public Network Load Balancer without a security group: its targets must admit its clients.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_lb" "public" {
  name               = "public"
  load_balancer_type = "network"
  subnets            = aws_subnet.main[*].id
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  vpc_id   = aws_vpc.main.id
  port     = 30443
  protocol = "TCP"
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" { # expect: nlb-needs-client-cidr info
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 30443
  to_port           = 30443
  cidr_ipv4         = "0.0.0.0/0"
}

# More than the load balancer needs.
resource "aws_vpc_security_group_ingress_rule" "more" { # expect: nodeport-range-open-to-internet medium
  security_group_id = aws_security_group.nodes.id
  ip_protocol       = "tcp"
  from_port         = 30443
  to_port           = 30444
  cidr_ipv4         = "0.0.0.0/0"
}
