module "a" {
  source = "./one"
  count  = 1
  tags   = { "name" = "a" }
}

module "b" {
  source     = "./one"
  for_each   = toset(module.a[*].tag)
  tags       = { name = each.key, extra = module.a[0].tag }
  depends_on = [module.a]
}
