"""Load balancers: where they listen, whom they send to, and how they check their targets."""
