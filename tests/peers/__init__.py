"""Compares the verdicts of other tools' public test cases with ours."""
