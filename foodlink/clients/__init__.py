"""The outside world: each client meets a real local server in its tests."""
