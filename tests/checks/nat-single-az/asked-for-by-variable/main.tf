# The same, with the decision in a variable of the root module.
# judged by: nat-single-az, nats-share-az, nat-cross-az-route

variable "single_nat_gateway" {
  default = true
}

module "vpc" {
  source             = "./vpc"
  single_nat_gateway = var.single_nat_gateway
  environment        = "dev"
}
