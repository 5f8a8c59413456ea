# Undecided where a function may have a group that lets nothing out, and no group is certain.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "terraform_data" "which" {
  input = "x"
}

resource "aws_security_group" "shut" {
  name   = "shut"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "open" {
  name   = "open"
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lambda_function" "either" { # expect: undecided sg-no-egress medium
  function_name = "either"
  role          = "arn:aws:iam::123456789012:role/given"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/given:1"
  dynamic "vpc_config" {
    for_each = [terraform_data.which.output == "x" ? aws_security_group.shut.id : aws_security_group.open.id]
    content {
      subnet_ids         = [aws_subnet.main.id]
      security_group_ids = [vpc_config.value]
    }
  }
}
