"""The only room that knows the router: a day goes in as a problem, a plan comes out as plain data."""

from foodlink.routing_bridge.cold_chain import plan_of
from foodlink.routing_bridge.problem import problem_from
from foodlink.routing_bridge.run import Unlawful, broken_rules, compile_search, solve_problem, waits_for_compiler

__all__ = [
    "Unlawful",
    "broken_rules",
    "compile_search",
    "plan_of",
    "problem_from",
    "solve_problem",
    "waits_for_compiler",
]
