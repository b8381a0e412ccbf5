"""The command `insert`, from outside: three files in, a plan out, exit codes, one line for each fault."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from routing.command import cli
from routing.formats.contract import plan_to_dict
from tests.routing.changes import in_force
from tests.routing.osrm_server import an_osrm_server
from tests.routing.problems import a_problem, a_shipment, solved
from tests.routing.test_cli import ON_THE_MAP, routing, run_here, saved


def files(folder: Path, *, shipment: Any = None, plan: Any = None, **changes: Any) -> list[Path]:
    """A problem, its plan and a shipment, as files."""
    data = a_problem(**changes)
    found = plan_to_dict(solved(data, iterations=100)[1])
    new = a_shipment("new", at="L3", to="L4") if shipment is None else shipment
    return [
        saved(folder, data),
        saved(folder, found if plan is None else plan, "plan.json"),
        saved(folder, new, "new.json"),
    ]


def test_a_shipment_comes_into_a_plan_and_the_plan_is_checked(tmp_path: Path) -> None:
    problem, plan, shipment = files(tmp_path)
    out, written = tmp_path / "plan2.json", tmp_path / "problem2.json"
    run = routing("insert", problem, plan, shipment, "--iterations", "50", "-o", out, "--write-problem", written)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr.splitlines()[-1].startswith("1 routes, 80 s, 800 m, total 80; 0 unassigned")
    steps = [step.get("shipment") for step in json.loads(out.read_text())["routes"][0]["steps"]]
    assert sorted(steps[1:-1]) == ["new", "new", "s1", "s1"]
    assert [each["id"] for each in json.loads(written.read_text())["shipments"]] == ["s1", "new"]
    checked = routing("check", written, out)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_shipment_can_come_from_standard_input_and_the_plan_go_to_standard_output(tmp_path: Path) -> None:
    problem, plan, _ = files(tmp_path)
    run = routing("insert", problem, plan, "-", "--time-limit", "1", given=json.dumps(a_shipment("new")))
    assert run.returncode == 0
    assert json.loads(run.stdout)["status"] == "solved"


def test_what_does_not_fit_is_unassigned_and_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, plan, shipment = files(tmp_path, shipment=a_shipment("new", load={"kg": 11}))
    out = tmp_path / "plan2.json"
    code, said = run_here(capsys, "insert", problem, plan, shipment, "--iterations", "20", "-o", out)
    assert (code, "1 unassigned" in said) == (0, True)
    assert [(each["shipment"], each["code"]) for each in json.loads(out.read_text())["unassigned"]] == [
        ("new", "too_large")
    ]


def test_a_request_to_stop_is_answered_with_the_plan_and_the_shipment_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Just before the search begins, which would otherwise make its 50 trials.
    monkeypatch.setattr(cli, "write_problem_as_asked", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    out = tmp_path / "plan2.json"
    code, said = run_here(capsys, "insert", *files(tmp_path), "--iterations", "50", "-o", out)
    assert (code, "0 unassigned" in said) == (0, True)
    plan = json.loads(out.read_text())
    assert "new" in {step.get("shipment") for step in plan["routes"][0]["steps"]}
    assert plan["stats"]["iterations"] == 0


def test_the_plan_answers_to_the_problem_with_the_shipment_added_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = {"vehicle": "v1", "position": "L1", "time": 10, "started": 0, "locked": [["pickup", "s1"]]}
    planned = day | {"planned": [["pickup", "s1"], ["delivery", "s1", 0]]}
    for days in ([], [day], [planned]):
        problem, plan, shipment = files(tmp_path, in_force=days)
        out = tmp_path / "plan2.json"
        assert run_here(capsys, "insert", problem, plan, shipment, "--iterations", "20", "-o", out)[0] == 0
        data = json.loads(problem.read_text())
        data["shipments"].append(json.loads(shipment.read_text()))
        assert run_here(capsys, "check", saved(tmp_path, data, "later.json"), out) == (0, "")


def test_the_matrix_is_filled_in_by_the_engine_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {name: part for name, part in (a_problem() | ON_THE_MAP).items() if part is not None}
    problem, plan, shipment = (
        saved(tmp_path, data),
        tmp_path / "plan.json",
        saved(tmp_path, a_shipment("new"), "new.json"),
    )
    out, written = tmp_path / "plan2.json", tmp_path / "problem2.json"
    with an_osrm_server() as osrm:
        travel = ["--travel", f"osrm:{osrm.address}"]
        run_here(capsys, "solve", problem, "--iterations", "5", "-o", plan, *travel)
        insert = ["insert", problem, plan, shipment, "--iterations", "5", "-o", out, "--write-problem", written]
        assert run_here(capsys, *insert, *travel)[0] == 0
    assert len(json.loads(written.read_text())["matrix"]["durations_s"]) == 6
    assert run_here(capsys, "check", written, out) == (0, "")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"shipment": a_shipment("s1")}, "id: 's1' is there already"),
        ({"shipment": a_shipment("new", at="X")}, "pickup.location: unknown location 'X'"),
        ({"shipment": a_shipment("new", colour=1)}, "unknown field 'colour'"),
        ({"shipment": a_shipment("new", load={"kg": "1"})}, "load.kg: is not a number"),
        ({"shipment": [a_shipment("new")]}, "is not an object"),
        ({"shipment": "{"}, "is not JSON"),
        ({"plan": {}}, "field 'version' is missing"),
        (
            {"plan": plan_to_dict(in_force(shipments=[])[1])},
            "unassigned: shipment 's1' is neither here nor delivered by a route",
        ),
        ({"plan": plan_to_dict(in_force(shipments=[a_shipment("other")])[1])}, "unknown shipment 'other'"),
    ],
)
def test_bad_input_is_one_line_with_the_path_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], line: str
) -> None:
    code, said = run_here(capsys, "insert", *files(tmp_path, **changes), "-o", tmp_path / "plan2.json")
    assert (code, said.count("\n")) == (2, 1)
    assert line in said
    assert not (tmp_path / "plan2.json").exists()
