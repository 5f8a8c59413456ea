# What counts as the whole VPC, and how bad it is by what it opens.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "second" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.9.0.0/24"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "app" {
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.app.id]
}

# All traffic from the VPC, on a data store.
resource "aws_security_group" "store" { # expect: sg-ingress-vpc-wide high certain
  name   = "store"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_elasticache_serverless_cache" "store" {
  engine             = "valkey"
  name               = "sessions"
  subnet_ids         = [aws_subnet.app.id]
  security_group_ids = [aws_security_group.store.id]
}

# All ports, from a source that trusts more than the VPC.
resource "aws_vpc_security_group_ingress_rule" "supernet" { # expect: sg-ingress-vpc-wide high
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_ipv4         = "10.0.0.0/8"
}

# Port 0 left out.
resource "aws_vpc_security_group_ingress_rule" "nearly_all" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.app.id
  ip_protocol       = "UDP"
  from_port         = 1
  to_port           = 65535
  cidr_ipv4         = "10.0.0.0/16"
}

# A secondary CIDR of the VPC is a whole CIDR too.
resource "aws_security_group_rule" "second" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8000
  to_port           = 8200
  cidr_blocks       = ["10.9.0.0/24"]
}

# Four rules that cover the VPC together.
resource "aws_security_group" "quarters" {
  name   = "quarters"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "quarters" {
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.quarters.id]
}

resource "aws_vpc_security_group_ingress_rule" "first_quarter" { # expect: sg-ingress-vpc-wide medium
  security_group_id = aws_security_group.quarters.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/18"
}

resource "aws_vpc_security_group_ingress_rule" "quarter" {
  for_each          = toset(["10.0.64.0/18", "10.0.128.0/18", "10.0.192.0/18"])
  security_group_id = aws_security_group.quarters.id
  ip_protocol       = "all"
  cidr_ipv4         = each.key
}

# Half of the VPC is one level lower.
resource "aws_security_group" "half" { # expect: sg-ingress-vpc-wide low
  name   = "half"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 1000
    to_port     = 2000
    cidr_blocks = ["10.0.0.0/17", "10.0.128.0/24"]
  }
}

# A quarter, with NFS from the rest: together NFS is open to the whole VPC.
resource "aws_vpc_security_group_ingress_rule" "quarter_of_half" {
  security_group_id = aws_security_group.half.id
  ip_protocol       = "udp"
  from_port         = 2000
  to_port           = 3000
  cidr_ipv4         = "10.0.0.0/18"
}

resource "aws_security_group_rule" "rest" { # expect: sg-ingress-vpc-wide low
  security_group_id = aws_security_group.half.id
  type              = "ingress"
  protocol          = "udp"
  from_port         = 2049
  to_port           = 2049
  cidr_blocks       = ["10.0.64.0/18", "10.0.128.0/17"]
}

resource "aws_network_interface" "half" {
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.half.id]
}

# A prefix list that holds the VPC's CIDR, on a range.
resource "aws_ec2_managed_prefix_list" "inside" {
  name           = "inside"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = "10.0.0.0/16"
  }
}

resource "aws_ec2_managed_prefix_list_entry" "office" {
  prefix_list_id = aws_ec2_managed_prefix_list.inside.id
  cidr           = "203.0.113.0/24"
}

resource "aws_security_group" "listed" { # expect: sg-ingress-vpc-wide medium
  name   = "listed"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol        = "tcp"
    from_port       = 1000
    to_port         = 9000
    prefix_list_ids = [aws_ec2_managed_prefix_list.inside.id]
  }
}

resource "aws_network_interface" "listed" {
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.listed.id]
}

# Nothing has it.
resource "aws_security_group" "unused" { # expect: sg-ingress-vpc-wide low
  name   = "unused"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/15"]
  }
}

# None of these is VPC-wide, or opens anything that counts.
resource "aws_security_group" "narrow" {
  name   = "narrow"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "one subnet"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.12.0/24"]
  }

  ingress {
    description = "ICMP"
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["10.0.0.0/16"]
  }

  ingress {
    description     = "a group"
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    security_groups = [aws_security_group.app.id]
    self            = true
  }

  ingress {
    description = "port 0 only"
    protocol    = "tcp"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }

  ingress {
    description = "a few ports"
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8089
    cidr_blocks = ["10.0.0.0/16"]
  }

  ingress {
    description = "the internet is another question"
    protocol    = "tcp"
    from_port   = 1
    to_port     = 65535
    cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]
  }

  ingress {
    description = "another private range"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["192.168.0.0/16", "203.0.113.0/24"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_network_interface" "narrow" {
  subnet_id       = aws_subnet.app.id
  security_groups = [aws_security_group.narrow.id]
}
