"""Reachability: follows one packet and its reply through the network, three-valued."""
