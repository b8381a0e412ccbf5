"""Random days under way and random changes of them: every plan is lawful, and every change tells what has changed."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from routing import Change, InvalidChange, LiveDay, Plan, insert, stop, violations
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from routing.problem import DayUnderWay, Problem, Shipment, Task
from routing.stop import Stop
from tests.routing.changes import with_shipment
from tests.routing.naive_changes import told_by
from tests.routing.problems import Json, solved
from tests.routing.random_problems import a_random_shipment, day_under_way, random_problem

Seeds = st.integers(0, 10**9)


def a_random_day(random: Random) -> tuple[Json, Problem, Plan]:
    """A problem, most times a day under way, and its plan."""
    data = random_problem(random, shipments=6)
    problem, plan = solved(data, iterations=50)
    if random.random() < 0.7:
        data = day_under_way(random, data, plan)
        problem, plan = solved(data, iterations=100)
    return data, problem, plan


def a_new_shipment(random: Random, data: Json, number: int) -> Shipment:
    """One that the problem has not, now and then with a load that no other has."""
    new = a_random_shipment(random, number)
    if random.random() < 0.1:
        new["load"]["strange"] = 1
    return problem_from_dict(data | {"in_force": [], "shipments": [new]}).shipments[0]


@given(seed=Seeds)
def test_a_random_shipment_in_a_random_day_gives_a_lawful_plan(seed: int) -> None:
    random = Random(seed)
    data, problem, plan = a_random_day(random)
    new = a_new_shipment(random, data, 99)
    found = insert(problem, plan, new, stop.after_iterations(random.choice([0, 20, 60])))
    assert violations(with_shipment(problem, new), found) == []
    assert plan_from_dict(plan_to_dict(found)) == found
    dropped = told_by(plan).keys() - told_by(found).keys()
    assert new.required or not dropped


@given(seed=Seeds)
def test_random_changes_leave_lawful_plans_and_tell_what_they_change(seed: int) -> None:
    random = Random(seed)
    data, problem, plan = a_random_day(random)
    day = LiveDay(problem, plan)
    for number in range(6):
        before, over = day.plan(), set[str]()
        try:
            change = a_random_change(random, day, a_new_shipment(random, data, 100 + number), before, over)
        except InvalidChange:
            continue
        after = day.plan()
        assert violations(day.problem, after) == []
        assert_told(change, before, after, still={each.id for each in day.problem.shipments} - over)


def a_random_change(random: Random, day: LiveDay, new: Shipment, plan: Plan, over: set[str]) -> Change:
    """One of the five; what a report says is delivered is added to `over`."""
    rule = stop.after_iterations(random.choice([0, 20]))
    kind = random.choice(["insert", "insert", "cancel", "lose", "delay", "report"])
    problem = day.problem
    vehicle = random.choice(problem.vehicles).id
    if kind == "cancel":
        return day.cancel(random.choice([*(each.id for each in problem.shipments), "nobody's"]), rule)
    if kind == "lose":
        return day.lose(vehicle, rule)
    if kind == "delay":
        since = next((each.time for each in problem.in_force if each.vehicle == vehicle), 0)
        return day.delay(vehicle, since + random.randrange(200), rule, position=random.choice([None, "L1"]))
    if kind == "report" and plan.routes:
        return a_random_report(random, day, plan, over, rule)
    return day.insert(new, rule)


def a_random_report(random: Random, day: LiveDay, plan: Plan, over: set[str], rule: Stop) -> Change:
    """Some steps of a route are done, later than was planned now and then, and some of the next are locked."""
    route = random.choice(plan.routes)
    old = next((each for each in day.problem.in_force if each.vehicle == route.vehicle), None)
    steps = [step for step in route.steps if step.shipment is not None]
    count = random.randint(0, len(steps))
    last = steps[count - 1] if count else route.steps[0]
    done = [
        Task(s.type, s.shipment or "", s.delivery, s.start_s) for s in steps[:count] if s.type in ("pickup", "delivery")
    ]
    ahead = [Task(s.type, s.shipment or "", s.delivery) for s in steps[count:] if s.type in ("pickup", "delivery")]
    left = old.started if old is not None and old.started is not None else route.steps[0].departure_s
    over.update(task.shipment for task in done if task.kind == "delivery")
    made = DayUnderWay(
        vehicle=route.vehicle,
        position=last.location,
        time=max(last.departure_s, old.time if old else 0) + random.choice([0, 0, 5, 100]),
        started=left,
        distance_m=random.randrange(300),
        done=(*(old.done if old else ()), *done),
        locked=tuple(ahead[: random.choice([0, 0, 1, 2])]),
    )
    return day.report(made, rule)


def assert_told(change: Change, before: Plan, after: Plan, *, still: set[str]) -> None:
    """The change has each route that is another one, and each shipment that people know otherwise."""
    known, now = told_by(before), told_by(after)
    assert set(change.told) == {name for name in known.keys() & still if now.get(name) != known[name]}
    assert set(change.unassigned) <= set(after.unassigned)
    routes = {route.vehicle: route for route in after.routes}
    were = {route.vehicle: [(s.type, s.shipment, s.delivery) for s in route.steps] for route in before.routes}
    told = {route.vehicle for route in change.routes}
    assert all(route == routes[route.vehicle] for route in change.routes)
    for name, route in routes.items():
        assert name in told or were[name] == [(s.type, s.shipment, s.delivery) for s in route.steps]
    assert were.keys() - routes.keys() <= set(change.idle)
