# A NAT gateway, a load balancer, user data and a list of ids use one each.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_eip" "main" {
  count  = 4
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.main[0].id
  subnet_id     = aws_subnet.a.id
}

resource "aws_lb" "main" {
  name               = "main"
  load_balancer_type = "network"

  subnet_mapping {
    subnet_id     = aws_subnet.a.id
    allocation_id = aws_eip.main[1].id
  }
}

resource "aws_instance" "takes_it" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t4g.nano"
  user_data     = "aws ec2 associate-address --allocation-id ${aws_eip.main[2].id}"
}

resource "aws_eip" "attached" {
  domain   = "vpc"
  instance = aws_instance.takes_it.id
}

resource "aws_ssm_parameter" "handed_on" {
  name  = "addresses"
  type  = "String"
  value = aws_eip.main[3].public_ip
}
