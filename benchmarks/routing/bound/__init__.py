"""How far a plan can be from the best: a proven lower bound by column generation, for small days. A measuring instrument."""
