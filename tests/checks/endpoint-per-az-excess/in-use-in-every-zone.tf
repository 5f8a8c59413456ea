# Something stands in each zone of the endpoint.
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

resource "aws_vpc_endpoint" "ssm" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_instance" "a" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.a.id
}

resource "aws_instance" "b" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m7g.large"
  subnet_id     = aws_subnet.b.id
}
