# Whether the connection accepts itself is known after apply only.
resource "terraform_data" "choice" {
}

resource "aws_vpc" "app" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "data" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "main" { # expect: undecided peering-not-accepted low
  vpc_id      = aws_vpc.app.id
  peer_vpc_id = aws_vpc.data.id
  auto_accept = startswith(terraform_data.choice.id, "0")
}
