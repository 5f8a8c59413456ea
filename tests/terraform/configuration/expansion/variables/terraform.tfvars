given    = "tfvars"
auto     = "tfvars"
later    = "tfvars"
nullable = null
