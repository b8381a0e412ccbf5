"""How far a plan can be from the best: a proven lower bound by column generation, for small days. A measuring instrument."""

VERSION = "1"
"""Raised when the bound changes, so that it is measured again."""
