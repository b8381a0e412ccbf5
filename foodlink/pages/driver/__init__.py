"""Pages of a volunteer driver: today's route, what happened at each stop, and when they drive."""

from foodlink.pages.driver import shifts, views  # noqa: F401 - their views
from foodlink.pages.driver.door import driver

__all__ = ["driver"]
