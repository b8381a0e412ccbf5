"""A day compiled anew, for what its arrays cannot hold: a load in a dimension that no shipment had before."""

from __future__ import annotations

from dataclasses import replace

from routing.live.book import Book
from routing.live.standing import Standing
from routing.problem import Shipment


def renewed(standing: Standing, shipment: Shipment, *, seed: int) -> tuple[Standing, int]:
    """The same day with one more shipment, which nobody carries yet; and its number. People know the plan as it is."""
    old = standing.book
    tasks = [[old.task_of(node) for node in nodes] for nodes in standing.orders]
    problem = standing.problem()
    book = Book(replace(problem, shipments=(*problem.shipments, shipment)), change_s=old.compiled.change)
    for vehicle in sorted(old.lost):
        book.lose(vehicle)
    orders = [tuple(map(book.node_of, each)) for each in tasks]
    return Standing(book, orders, seed=seed), len(problem.shipments)
