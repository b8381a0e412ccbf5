"""A router for pickups and deliveries with time windows: a problem in, a plan out.

from routing import Problem, solve, stop
plan = solve(problem, stop.after_seconds(10), seed=1)
"""

from routing import stop
from routing.checker.violations import violations
from routing.errors import InvalidChange, InvalidPlan, InvalidProblem, RoutingError
from routing.insert import insert
from routing.live.change import Change
from routing.live.day import LiveDay
from routing.plan import Plan
from routing.problem import Problem
from routing.progress import Progress
from routing.solve import solve

__all__ = [
    "Change",
    "InvalidChange",
    "InvalidPlan",
    "InvalidProblem",
    "LiveDay",
    "Plan",
    "Problem",
    "Progress",
    "RoutingError",
    "insert",
    "solve",
    "stop",
    "violations",
]
