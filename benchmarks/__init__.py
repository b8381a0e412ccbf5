"""Speed and size, measured: `python -m benchmarks` prints each figure with the machine."""
