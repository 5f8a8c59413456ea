# judged by: data-service-publicly-accessible, sg-open-data-port
# How bad an open port is, one check says: the one of the port where it has one, else that of the database.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
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

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_security_group" "told" {
  name   = "told"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "told" { # expect: sg-open-data-port critical
  security_group_id = aws_security_group.told.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_db_instance" "told" { # expect: data-service-publicly-accessible medium
  instance_class         = "db.t4g.medium"
  engine                 = "postgres"
  port                   = 5432
  allocated_storage      = 20
  username               = "app"
  password               = "only-an-example"
  skip_final_snapshot    = true
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.told.id]
  publicly_accessible    = true
}

resource "aws_security_group" "own" {
  name   = "own"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "own" {
  security_group_id = aws_security_group.own.id
  ip_protocol       = "tcp"
  from_port         = 15432
  to_port           = 15432
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_db_instance" "own" { # expect: data-service-publicly-accessible
  instance_class         = "db.t4g.medium"
  engine                 = "postgres"
  port                   = 15432
  allocated_storage      = 20
  username               = "app"
  password               = "only-an-example"
  skip_final_snapshot    = true
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.own.id]
  publicly_accessible    = true
}
