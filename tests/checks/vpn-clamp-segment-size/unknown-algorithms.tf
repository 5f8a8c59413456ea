# A connection that allows one algorithm only, and one whose algorithms are known after apply.
resource "aws_launch_template" "any" {
  image_id = "ami-0a1b2c3d4e5f60718"
}

resource "aws_vpn_connection" "modern" { # expect: vpn-clamp-segment-size info
  vpn_gateway_id                       = "vgw-0a1b2c3d4e5f60718"
  customer_gateway_id                  = "cgw-0a1b2c3d4e5f60718"
  type                                 = "ipsec.1"
  tunnel1_phase2_encryption_algorithms = ["AES256-GCM-16"]
  tunnel2_phase2_encryption_algorithms = ["AES256-GCM-16"]
}

resource "aws_vpn_connection" "open" { # expect: vpn-clamp-segment-size info
  vpn_gateway_id                       = "vgw-0a1b2c3d4e5f60718"
  customer_gateway_id                  = "cgw-0b1b2c3d4e5f60718"
  type                                 = "ipsec.1"
  tunnel1_phase2_encryption_algorithms = [aws_launch_template.any.latest_version == 1 ? "AES128" : "AES256"]
}
