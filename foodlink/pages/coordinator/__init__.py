"""Pages of a coordinator: the day and what needs them, the plan, food, places, people, rules, and the log."""

from foodlink.pages.coordinator import day, log, offers, organisations, people, plans, routes, rules, traces  # noqa: F401 - their views
from foodlink.pages.coordinator.door import coordinator

__all__ = ["coordinator"]
