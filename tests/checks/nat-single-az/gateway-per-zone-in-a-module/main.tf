# The same module with a gateway for each zone; the plan shows which only as likely.
# judged by: nat-single-az, nats-share-az, nat-cross-az-route

module "vpc" {
  source             = "./vpc"
  single_nat_gateway = false
  environment        = "prod"
}
