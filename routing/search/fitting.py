"""Whether the numbers of a problem are small enough for the kernels."""

from __future__ import annotations

from routing.search.compiled import NEVER, Compiled

LARGEST_DRIVE = (1 << 31) - 1
"""Drives are kept in 32 bits: in 64 the tables of 1,000 places do not fit the processor's memory, which halves the speed. A
problem with longer ones is left to the search in Python."""
LARGEST, LARGEST_PRICED = 1 << 42, 1 << 36
"""Times and distances beyond this (the second where value has a price, for costs are then counted in millionths) could
overflow in the kernels; such a problem is left to the search in Python."""


def fits_kernels(compiled: Compiled) -> bool:
    """Whether all numbers of a problem are small enough for the kernels, and there is something to search."""
    tables = {id(rows): rows for vehicle in compiled.vehicles for rows in (vehicle.edge, vehicle.drive)}
    tables[id(compiled.distance)] = compiled.distance
    return facts_fit(compiled) and max(max(map(max, rows), default=0) for rows in tables.values()) <= LARGEST_DRIVE


def facts_fit(compiled: Compiled) -> bool:
    """The same of all but the drives."""
    if not compiled.vehicles or not compiled.pickup:
        return False
    numbers: list[int] = [*compiled.service, *compiled.cost_of, *compiled.drop_cost, compiled.change]
    numbers += [abs(bound) for bound in (*compiled.lo, *compiled.hi) if abs(bound) < NEVER]
    for vehicle in compiled.vehicles:
        numbers += [abs(vehicle.ready), vehicle.fixed_cost, *vehicle.carried]
        numbers += [bound for bound in (abs(vehicle.close),) if bound < NEVER]
    numbers += [amount for load in compiled.load for amount in load]
    if max(numbers, default=0) >= (LARGEST if compiled.worth is None else LARGEST_PRICED):
        return False
    return (compiled.worth or 1) * sum(compiled.weight) < 1 << 60
