# Whether the accepter resolves is known after apply only.
resource "terraform_data" "choice" {
}

resource "aws_vpc" "named" {
  count                = 2
  cidr_block           = "10.${count.index}.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_peering_connection" "main" { # expect: undecided peering-dns-disabled info
  vpc_id      = aws_vpc.named[0].id
  peer_vpc_id = aws_vpc.named[1].id
  auto_accept = true

  accepter {
    allow_remote_vpc_dns_resolution = startswith(terraform_data.choice.id, "0")
  }
}
