# What AWS's guides tell people to open to the VPC's CIDR.
locals {
  vpc_cidr = "10.0.0.0/16"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

# An interface endpoint, HTTPS.
resource "aws_security_group" "endpoint" {
  name   = "endpoint"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_vpc_endpoint" "ssm" {
  vpc_id             = aws_vpc.main.id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.eu-west-1.ssm"
  subnet_ids         = aws_subnet.main[*].id
  security_group_ids = [aws_security_group.endpoint.id]
}

# A Route 53 Resolver endpoint.
resource "aws_security_group" "resolver" {
  name   = "resolver"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "resolver" {
  for_each          = { dns = ["udp", 53], dns_tcp = ["tcp", 53], dot = ["tcp", 853], doh = ["tcp", 443] }
  security_group_id = aws_security_group.resolver.id
  ip_protocol       = each.value[0]
  from_port         = each.value[1]
  to_port           = each.value[1]
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_route53_resolver_endpoint" "inbound" {
  direction          = "INBOUND"
  security_group_ids = [aws_security_group.resolver.id]

  ip_address {
    subnet_id = aws_subnet.main[0].id
  }

  ip_address {
    subnet_id = aws_subnet.main[1].id
  }
}

# EFS: 2049 is fine on a mount target, and a sensitive port elsewhere.
resource "aws_security_group" "files" {
  name   = "files"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 2049
    to_port     = 2049
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_efs_mount_target" "files" {
  file_system_id  = "fs-0123456789abcdef0"
  subnet_id       = aws_subnet.main[0].id
  security_groups = [aws_security_group.files.id]
}

resource "aws_security_group" "nfs_server" { # expect: sg-ingress-vpc-wide low
  name   = "nfs-server"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 2049
    to_port     = 2049
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_instance" "nfs_server" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.nfs_server.id]
}

# An internal Network Load Balancer for PostgreSQL and its targets.
resource "aws_security_group" "balancer" {
  name   = "balancer"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_lb" "internal" {
  name               = "internal"
  internal           = true
  load_balancer_type = "network"
  subnets            = aws_subnet.main[*].id
  security_groups    = [aws_security_group.balancer.id]
}

resource "aws_lb_listener" "postgres" {
  load_balancer_arn = aws_lb.internal.arn
  port              = 5432
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.postgres.arn
  }
}

resource "aws_lb_target_group" "postgres" {
  name     = "postgres"
  vpc_id   = aws_vpc.main.id
  port     = 5432
  protocol = "TCP"

  health_check {
    port     = "9200"
    protocol = "TCP"
  }
}

resource "aws_lb_target_group_attachment" "postgres" {
  target_group_arn = aws_lb_target_group.postgres.arn
  target_id        = aws_instance.postgres.id
}

resource "aws_security_group" "target" {
  name   = "target"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "target" {
  for_each          = toset(["5432", "9200"])
  security_group_id = aws_security_group.target.id
  ip_protocol       = "tcp"
  from_port         = each.key
  to_port           = each.key
  cidr_ipv4         = local.vpc_cidr
}

# SSH is no port of the target group.
resource "aws_vpc_security_group_ingress_rule" "target_ssh" { # expect: sg-ingress-vpc-wide low
  security_group_id = aws_security_group.target.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = local.vpc_cidr
}

resource "aws_instance" "postgres" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.target.id]
}

# A target group whose targets the input does not show: these may be its targets.
resource "aws_lb_target_group" "by_address" {
  name        = "by-address"
  vpc_id      = aws_vpc.main.id
  port        = 6443
  protocol    = "TCP"
  target_type = "ip"
}

resource "aws_security_group" "perhaps_target" { # expect: sg-ingress-vpc-wide info
  name   = "perhaps-target"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 6443
    to_port     = 6443
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_instance" "perhaps_target" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.perhaps_target.id]
}

# Domain controllers open many ports by nature.
resource "aws_security_group" "directory" { # expect: sg-ingress-vpc-wide info likely
  name   = "corp-domain-controllers"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = [local.vpc_cidr]
  }
}

resource "aws_instance" "directory" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.directory.id]
}

# The group that EKS keeps for a cluster.
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = aws_subnet.main[*].id
  }
}

resource "aws_vpc_security_group_ingress_rule" "cluster" {
  security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
  ip_protocol       = "-1"
  cidr_ipv4         = local.vpc_cidr
}

# Traceroute: more than a hundred ports, on which nothing listens.
resource "aws_security_group" "traced" {
  name   = "traced"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "udp"
    from_port   = 33434
    to_port     = 33534
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "traced" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main[0].id
  vpc_security_group_ids = [aws_security_group.traced.id]
}
