"""Evaluates whole configurations: modules, variables, instances and their arguments."""
