"""The router's figures: public benchmarks, peers side by side, and days of our own; `python -m benchmarks.routing`."""
