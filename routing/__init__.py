"""A router for pickups and deliveries with time windows: a problem in, a plan out.

from routing import Problem, solve, stop
plan = solve(problem, stop.after_seconds(10), seed=1)
"""

from routing import stop
from routing.check import violations
from routing.errors import InvalidPlan, InvalidProblem, RoutingError
from routing.plan import Plan
from routing.problem import Problem
from routing.progress import Progress
from routing.solve import solve

__all__ = [
    "InvalidPlan",
    "InvalidProblem",
    "Plan",
    "Problem",
    "Progress",
    "RoutingError",
    "solve",
    "stop",
    "violations",
]
