auto  = "auto a"
later = "auto a"
