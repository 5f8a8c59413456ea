# Which route table the subnet has is known after apply.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "terraform_data" "table" {
  input = 0
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "some" {
  count  = 2
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.some[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = element(aws_route_table.some[*].id, terraform_data.table.output)
}


resource "aws_instance" "node" { # expect: undecided node-with-public-address low
  ami                         = "ami-12345678"
  instance_type               = "m7g.large"
  subnet_id                   = aws_subnet.app[0].id
  associate_public_ip_address = true
  user_data_base64            = base64encode("/etc/eks/bootstrap.sh main")
}
