"""Who may get a lot: the associations that the food rules, hours, pins and stores allow, and what choosing each costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

from foodlink.domain import food_rules
from foodlink.planning.snapshot import Food, Snapshot, Taker
from foodlink.routing_bridge.figures import figures, within


class Sharing:
    """Fairness in seconds: what an association received lately, a person, against the mean; grows as lots are foreseen."""

    def __init__(self, snapshot: Snapshot) -> None:
        figure = figures("sharing")
        self._mean_s, self._most_s = float(figure["mean_s"]), int(figure["most_s"])
        self._per_person = {taker.id: taker.per_person_g for taker in snapshot.takers}
        self._sum = sum(self._per_person.values())

    def cost_s(self, taker: Taker) -> int:
        """What it costs to choose this association: nothing where it received nothing, `mean_s` at the mean."""
        if self._sum <= 0:
            return 0
        mean = self._sum / len(self._per_person)
        return min(self._most_s, round(self._mean_s * self._per_person[taker.id] / mean))

    def foresee(self, taker: Taker, grams: int) -> None:
        """Count a lot as going there, so that the next one looks further."""
        more = grams / max(1, taker.beneficiaries)
        self._per_person[taker.id] += more
        self._sum += more


def opening_windows(snapshot: Snapshot, food: Food, taker: Taker, *, since: datetime | None = None) -> list[list[int]]:
    """When the association can take this food today: its hours from `since` on (now unless told), until the use-by date is
    too near.
    """
    deadline = food_rules.hand_over_before(food.use_by, taker.use_by_lead_h)
    until = snapshot.day_window[1] if deadline is None else min(snapshot.day_window[1], deadline)
    windows = (within(window, (since or snapshot.at, until)) for window in taker.hours)
    return [window for window in windows if window is not None]


def pickup_window(snapshot: Snapshot, food: Food) -> list[int] | None:
    """When the food can be fetched today, until its use-by day is over; None where that time has passed."""
    if food.window is None:
        return None
    over = food_rules.hand_over_before(food.use_by, 0)
    until = snapshot.day_window[1] if over is None else min(snapshot.day_window[1], over - timedelta(seconds=1))
    return within(food.window, (snapshot.at, until))


def may_take(snapshot: Snapshot, food: Food, *, apart_from: UUID | None = None) -> list[Taker]:
    """The associations that may get this food today, whether there is room left or not."""
    return [
        taker
        for taker in snapshot.takers
        if taker.id != apart_from
        and food.pinned_to in (None, taker.id)
        and food_rules.may_not_go_to(food, taker, snapshot.at) is None
        and opening_windows(snapshot, food, taker)
    ]


def alternatives(food: Food, takers: list[Taker], sharing: Sharing, *, keep: UUID | None = None) -> list[Taker]:
    """Some of the nearest and some of those that received least, and who was told of it already; by id."""
    figure = figures("sharing")
    with_room = [taker for taker in takers if taker.room_g(food.temperature) > 0] or takers
    nearest = sorted(with_room, key=lambda taker: (_distance(food, taker), taker.id))[: figure["nearest"]]
    neediest = sorted(with_room, key=lambda taker: (sharing.cost_s(taker), _distance(food, taker), taker.id))
    chosen = {taker.id for taker in (*nearest, *neediest[: figure["neediest"]])} | {keep}
    return [taker for taker in takers if taker.id in chosen]


def foresee_nearest(food: Food, takers: list[Taker], sharing: Sharing, grams: int) -> None:
    """Count the lot as going where it is best now, at a rough 30 km/h."""
    best = min(takers, key=lambda taker: (sharing.cost_s(taker) + _distance(food, taker) / 8.3, taker.id))
    sharing.foresee(best, grams)


def _distance(food: Food, taker: Taker) -> float:
    """Metres, on a flat map: good enough to rank."""
    north = (food.site.lat - taker.site.lat) * 111_195
    east = (food.site.lon - taker.site.lon) * 111_195 * cos(radians(food.site.lat))
    return hypot(north, east)
