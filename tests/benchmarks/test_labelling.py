"""Labels that are left out as needless are needless: the cheapest route is the same without any of that."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.routing.bound.label import Label
from benchmarks.routing.bound.labelling import Labelling, Rule
from benchmarks.routing.bound.setting import SCALE, Duals, Setting
from routing.formats.contract import problem_from_dict
from tests.routing.problems import Json
from tests.routing.random_problems import random_problem

DEAR = 1 << 50


class EveryLabel(Labelling):
    """Continues every label there is."""

    def _is_needed(self, label: Label) -> bool:
        del label
        return True


def a_long_day(random: Random) -> Json:
    """Four or five shipments and one vehicle with time for most of them, and no two days with the same limits."""
    data = random_problem(random)
    more = [random_problem(random)["shipments"][0] for _ in range(random.choice([4, 5]))]
    vehicle = data["vehicles"][0] | {"skills": ["chilled"], "capacity": {"kg": random.choice([4, 8]), "crates": 3}}
    vehicle["shift"] = [vehicle["shift"][0], vehicle["shift"][0] + 500]
    for name in ("max_stops", "max_distance_m"):
        if name in vehicle:
            vehicle[name] *= 2
    shipments = [each | {"id": f"s{number}", "deliveries": each["deliveries"][:2]} for number, each in enumerate(more)]
    for shipment in shipments:
        if random.random() < 0.5:
            shipment["max_ride_s"] = random.randrange(20, 150)
    objective = {"value_s": 10, "unserved": "value", "vehicles": "cost", "cost": data["objective"]["cost"]}
    return data | {"vehicles": [vehicle], "shipments": shipments, "objective": objective}


@pytest.mark.parametrize("seed", range(130))
def test_the_cheapest_route_is_the_cheapest_of_all(seed: int) -> None:
    random = Random(seed)
    setting = Setting(problem_from_dict(a_long_day(random)))
    worth = 300 if setting.compiled.by_distance else 60
    ships = tuple(SCALE * random.randrange(worth) for _ in setting.absence)
    duals = Duals(ships, {key: random.randrange(SCALE // 100) for key in setting.room})
    below = SCALE * 10_000
    every_label = EveryLabel(setting, 0, duals, below=below, rule=Rule.EACH)
    every_label.metric = False
    every = every_label.run(labels=DEAR, most=DEAR)
    least = Labelling(setting, 0, duals, below=0, rule=Rule.LEAST).run(labels=DEAR, most=DEAR)
    each = Labelling(setting, 0, duals, below=below, rule=Rule.EACH).run(labels=DEAR, most=DEAR)
    assert least.whole
    found = [min((min(route.reduced, 0) for route in some.routes), default=0) for some in (every, least)]
    assert found[0] == found[1]
    assert {frozenset(setting.ships_in(route.nodes)) for route in each.routes} == {
        frozenset(setting.ships_in(route.nodes)) for route in every.routes
    }
