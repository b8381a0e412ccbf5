"""Pages of a producer: giving food away in a few taps, and seeing what becomes of it."""
