"""Five hundred bent files, always the same: solved lawfully or refused in one line. `make fuzz` runs 100,000."""

import json
from pathlib import Path
from random import Random

import pytest

from tests.routing.faults import FAULTS
from tests.routing.fuzz_cases import run_case
from tests.routing.fuzz_ground import base, solve_and_check

CASES, CHUNK = 500, 25


@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_a_bent_file_is_solved_lawfully_or_refused_in_one_line(first: int, tmp_path: Path) -> None:
    for number in range(first, first + CHUNK):
        run_case(number, tmp_path)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_every_named_fault_finds_a_place_in_some_problem(fault: object) -> None:
    assert callable(fault)
    assert any(fault(Random(1), base(number)[0]) is not None for number in range(10))


def test_an_over_full_problem_is_not_an_error(tmp_path: Path) -> None:
    data = dict(base(1)[0])
    data["shipments"] = [{**data["shipments"][0], "id": f"s{n}", "load": {"kg": 999}} for n in range(50)]
    solve_and_check(json.dumps(data | {"in_force": []}), 1, tmp_path)
