# The default, every status of gRPC, and HTTP/2 with a status of HTTP.
resource "aws_lb_target_group" "defaults" {
  name             = "defaults"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_lb_target_group" "every" {
  name             = "every"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "0-99"
  }
}

resource "aws_lb_target_group" "http2" {
  name             = "http2"
  port             = 8443
  protocol         = "HTTPS"
  protocol_version = "HTTP2"
  vpc_id           = "vpc-0a1b2c3d4e5f60718"

  health_check {
    matcher = "200"
  }
}
