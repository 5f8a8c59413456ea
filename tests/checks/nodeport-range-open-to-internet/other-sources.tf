# Nodes that admit load balancers, offices, themselves and the VPC, and the internet elsewhere.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "nodes" {
  name   = "nodes"
  vpc_id = aws_vpc.main.id

  ingress {
    description     = "the load balancer, and nodes"
    protocol        = "tcp"
    from_port       = 30000
    to_port         = 32767
    security_groups = [aws_security_group.lb.id]
    self            = true
  }

  ingress {
    description      = "HTTPS from everywhere"
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  ingress {
    description = "ping from everywhere"
    protocol    = "icmp"
    from_port   = 8
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "the ports beside the range"
    protocol    = "tcp"
    from_port   = 32768
    to_port     = 65535
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "offices and the VPC"
    protocol    = "tcp"
    from_port   = 30000
    to_port     = 32767
    cidr_blocks = ["203.0.113.0/24", "198.51.100.7/32", "10.0.0.0/16", "52.0.0.0/10"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.nodes.id]
  tags                   = { "kubernetes.io/cluster/main" = "owned" }
}
