# A container instance of ECS with an Elastic IP address; a host of neither kind.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_instance" "ecs" { # expect: node-with-public-address medium likely
  ami              = "ami-12345678"
  instance_type    = "m7g.large"
  subnet_id        = aws_subnet.app[0].id
  user_data_base64 = base64encode("echo ECS_CLUSTER=main >> /etc/ecs/ecs.config")
}

resource "aws_eip" "ecs" {
  domain   = "vpc"
  instance = aws_instance.ecs.id
}

resource "aws_instance" "bastion" {
  ami                         = "ami-12345678"
  instance_type               = "t4g.nano"
  subnet_id                   = aws_subnet.app[0].id
  associate_public_ip_address = true
}

# kops tags its bastions as the cluster's, and they are no nodes.
resource "aws_instance" "kops_bastion" {
  ami                         = "ami-12345678"
  instance_type               = "t4g.nano"
  subnet_id                   = aws_subnet.app[0].id
  associate_public_ip_address = true

  tags = {
    "k8s.io/role/bastion"                    = "1"
    "kubernetes.io/cluster/main.example.com" = "owned"
  }
}
