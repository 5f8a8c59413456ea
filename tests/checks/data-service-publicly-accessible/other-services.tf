# Warehouses, brokers and replication instances in public subnets, by what their groups admit.
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

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "b" {
  subnet_id      = aws_subnet.b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "inside" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_security_group" "offices" {
  name   = "offices"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5439
    to_port     = 5439
    cidr_blocks = ["203.0.113.0/24"]
  }

  ingress {
    description = "another port than that of the warehouse"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "everybody" {
  name   = "everybody"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5671
    to_port     = 5671
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_redshift_subnet_group" "a" {
  name       = "a"
  subnet_ids = [aws_subnet.a.id]
}

resource "aws_redshift_cluster" "main" { # expect: data-service-publicly-accessible medium certain
  cluster_identifier        = "main"
  node_type                 = "ra3.xlplus"
  master_username           = "app"
  master_password           = "Only-an-example-1"
  skip_final_snapshot       = true
  cluster_subnet_group_name = aws_redshift_subnet_group.a.name
  vpc_security_group_ids    = [aws_security_group.offices.id]
  publicly_accessible       = true
}

resource "aws_mq_broker" "main" { # expect: data-service-publicly-accessible critical certain
  broker_name         = "main"
  engine_type         = "RabbitMQ"
  engine_version      = "3.13"
  host_instance_type  = "mq.m7g.medium"
  subnet_ids          = [aws_subnet.a.id]
  security_groups     = [aws_security_group.everybody.id]
  publicly_accessible = true

  user {
    username = "app"
    password = "only-an-example"
  }
}

resource "aws_mq_broker" "inside" {
  broker_name        = "inside"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m7g.medium"
  subnet_ids         = [aws_subnet.a.id]
  security_groups    = [aws_security_group.everybody.id]

  user {
    username = "app"
    password = "only-an-example"
  }
}

resource "aws_dms_replication_subnet_group" "inside" {
  replication_subnet_group_id          = "inside"
  replication_subnet_group_description = "one subnet without a way to the internet"
  subnet_ids                           = [aws_subnet.inside.id]
}

resource "aws_dms_replication_instance" "inside" {
  replication_instance_id     = "inside"
  replication_instance_class  = "dms.t3.medium"
  replication_subnet_group_id = aws_dms_replication_subnet_group.inside.id
  vpc_security_group_ids      = [aws_security_group.offices.id]
  publicly_accessible         = true
}
