"""Checks of where packets go: routes that lead nowhere, in circles or past their target."""
