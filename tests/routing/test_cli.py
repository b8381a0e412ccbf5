"""The command, from outside: files in and out, exit codes, one line for each fault."""

import json
import math
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from routing.command import cli
from tests.routing.formats_text import LILIM, SARTORI
from tests.routing.osrm_server import an_osrm_server, rule
from tests.routing.problems import a_problem, a_shipment

Run = subprocess.CompletedProcess[str]


def routing(*arguments: str | Path, given: str = "") -> Run:
    """Run the command in a process of its own."""
    line = [sys.executable, "-m", "routing", *map(str, arguments)]
    return subprocess.run(line, input=given, capture_output=True, text=True, timeout=120)


def saved(folder: Path, data: Any, name: str = "problem.json") -> Path:
    """A file with `data` in it."""
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_a_problem_is_solved_and_its_plan_checked(tmp_path: Path) -> None:
    problem = saved(tmp_path, a_problem())
    solved = routing("solve", problem, "--iterations", "5", "--seed", "1", "-o", tmp_path / "plan.json")
    assert (solved.returncode, solved.stdout) == (0, "")
    assert solved.stderr.splitlines()[-1].startswith("1 routes, 40 s, 400 m, total 40; 0 unassigned")
    checked = routing("check", problem, tmp_path / "plan.json")
    assert (checked.returncode, checked.stdout) == (0, "")


def test_standard_input_and_output_are_read_and_written() -> None:
    solved = routing("solve", "-", "--iterations", "5", given=json.dumps(a_problem()))
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["status"] == "solved"


def test_the_time_limit_ends_the_command_with_a_plan(tmp_path: Path) -> None:
    shipments = [a_shipment(f"s{n}", at=f"L{n % 5}", to=f"L{(n * 7) % 6}") for n in range(60)]
    problem = saved(tmp_path, a_problem(shipments=shipments))
    solved = routing("solve", problem, "--time-limit", "1")
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["routes"]


def test_a_request_to_stop_ends_the_command_with_the_best_plan_so_far(tmp_path: Path) -> None:
    shipments = [a_shipment(f"s{n}", at=f"L{n % 5}", to=f"L{(n * 7) % 6}") for n in range(60)]
    problem, out = saved(tmp_path, a_problem(shipments=shipments)), tmp_path / "plan.json"
    line = [sys.executable, "-m", "routing", "solve", str(problem), "--time-limit", "1000", "-o", str(out)]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as command:
        assert command.stderr is not None
        said = ""
        while "served" not in said:  # what the search says of itself, which is when it listens
            said += command.stderr.read(1)
        command.send_signal(signal.SIGTERM)
        assert command.wait(timeout=60) == 0
    assert json.loads(out.read_text())["status"] == "solved"


@pytest.mark.parametrize("form", ["lilim", "sartori"])
def test_a_benchmark_is_solved_and_checked(tmp_path: Path, form: str) -> None:
    instance = saved(tmp_path, {"lilim": LILIM, "sartori": SARTORI}[form], "tiny.txt")
    solution = tmp_path / "tiny.sol"
    solved = routing("solve", "--format", form, instance, "--iterations", "50", "-o", solution)
    checked = routing("check", "--format", form, instance, solution)
    assert (solved.returncode, checked.returncode) == (0, 0)
    assert checked.stdout.startswith("vehicles ")


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Run the command in this process; its exit code and what it said."""
    code = cli.main([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_broken_plan_is_named_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = saved(tmp_path, a_problem())
    run_here(capsys, "solve", problem, "--iterations", "1", "-o", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text())
    plan["routes"] = []
    code, said = run_here(capsys, "check", problem, saved(tmp_path, plan, "plan.json"))
    assert code == 1
    assert said == "shipment 's1': delivered 0 times and unassigned 0 times\n"


def test_what_a_benchmark_leaves_out_is_named_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = saved(tmp_path, LILIM, "tiny.txt")
    solution = saved(tmp_path, "Route 1 : 1 2\n", "tiny.sol")
    code, said = run_here(capsys, "check", "--format", "lilim", instance, solution)
    assert code == 1
    assert "request 3-4" in said


def test_a_benchmark_that_cannot_all_be_served_is_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = saved(tmp_path, LILIM.replace("3\t3\t0\t7\t0\t50", "3\t3\t0\t7\t0\t1"), "tiny.txt")
    code, said = run_here(capsys, "solve", "--format", "lilim", instance, "--iterations", "5")
    assert code == 0
    assert "not served: 3" in said


def test_the_problem_is_written_as_it_was_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = a_problem(locations=[{"id": f"L{n}", "lat": 47 + n / 1000, "lon": -1.5} for n in range(6)])
    del data["matrix"]
    written, plan = tmp_path / "written.json", tmp_path / "plan.json"
    problem = saved(tmp_path, data)
    run_here(capsys, "solve", problem, "--iterations", "5", "--write-problem", written, "-o", plan)
    assert len(json.loads(written.read_text())["matrix"]["durations_s"]) == 6
    assert run_here(capsys, "check", written, plan)[0] == 0
    assert run_here(capsys, "check", problem, plan)[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        (json.dumps(a_problem(colour=1)), "unknown field 'colour'"),
        (json.dumps(a_problem(shipments=[a_shipment(load={"kg": -1})])), "shipments[0].load.kg: is negative"),
    ],
)
def test_bad_input_is_one_line_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    code, line = run_here(capsys, "solve", saved(tmp_path, text))
    assert (code, line.count("\n")) == (2, 1)
    assert said in line


def test_a_travel_engine_that_is_none_is_one_line_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valhalla", None)
    for name, said in (("crow", "osrm:URL"), ("osrm:nowhere", "address"), ("valhalla-tiles:x.tar", "pip install")):
        code, line = run_here(capsys, "solve", saved(tmp_path, a_problem()), "--travel", name)
        assert (code, line.count("\n")) == (2, 1)
        assert said in line


ON_THE_MAP = {"locations": [{"id": f"L{n}", "lat": 47 + n / 1000, "lon": -1.5} for n in range(6)], "matrix": None}


def test_the_command_says_what_a_road_engine_lacks_and_plans_by_the_great_circle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = {name: part for name, part in (a_problem() | ON_THE_MAP).items() if part is not None}
    solve = ["solve", saved(tmp_path, data), "--iterations", "5", "-o", tmp_path / "plan.json"]
    code, said = run_here(capsys, *solve, "--travel", "osrm:http://127.0.0.1:1")
    assert code == 0
    assert "warning: osrm:http://127.0.0.1:1 does not answer" in said
    assert "30 of 30 drives are by the great circle" in said
    assert run_here(capsys, "check", tmp_path / "problem.json", tmp_path / "plan.json") == (0, "")


def test_a_later_command_knows_what_an_earlier_one_was_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {name: part for name, part in (a_problem() | ON_THE_MAP).items() if part is not None}
    cache, written = tmp_path / "drives.sqlite3", tmp_path / "written.json"
    with an_osrm_server() as osrm:
        travel = ["--travel", f"osrm:{osrm.address}", "--travel-cache", cache, "--write-problem", written]
        solve = ["solve", saved(tmp_path, data), "--iterations", "5", "-o", tmp_path / "plan.json", *travel]
        assert [run_here(capsys, *solve)[0] for _ in range(2)] == [0, 0]
        assert len(osrm.paths) == 1
    start, end = (47.0, -1.5), (47.005, -1.5)
    drive = rule(start, end)
    assert drive is not None
    assert json.loads(written.read_text())["matrix"]["durations_s"][0][5] == math.ceil(drive[0])
    assert run_here(capsys, "check", written, tmp_path / "plan.json")[0] == 0


def test_a_missing_file_is_one_line_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, line = run_here(capsys, "check", tmp_path / "nothing.json", tmp_path / "nothing.json")
    assert (code, line.count("\n")) == (2, 1)


def test_of_several_files_the_one_that_is_wrong_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, broken = saved(tmp_path, a_problem()), saved(tmp_path, {}, "broken.json")
    assert run_here(capsys, "check", problem, broken) == (2, f"field 'version' is missing (in {broken})\n")
    assert run_here(capsys, "check", broken, problem) == (2, f"field 'version' is missing (in {broken})\n")


def test_a_plan_that_nobody_can_receive_is_not_searched(tmp_path: Path) -> None:
    line = shlex.join(
        [sys.executable, "-m", "routing", "solve", str(saved(tmp_path, a_problem())), "--iterations", "5"]
    )
    ended = subprocess.run(["sh", "-c", f"{line} >&-"], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "standard output" in ended.stderr


def test_standard_output_is_not_for_plan_and_problem_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, line = run_here(capsys, "solve", saved(tmp_path, a_problem()), "--write-problem", "-")
    assert (code, line) == (2, "--write-problem: standard output is the plan's\n")


def test_iterations_are_as_many_as_asked_whatever_the_threads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, threads in ((0, 2), (1, 2), (5, 2), (7, 3)):
        out = tmp_path / "plan.json"
        options = ["--iterations", asked, "--threads", threads, "-o", out]
        assert run_here(capsys, "solve", saved(tmp_path, a_problem()), *options)[0] == 0
        assert json.loads(out.read_text())["stats"]["iterations"] == asked


def test_bytes_that_are_not_text_are_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bytes.json"
    path.write_bytes(b"\xff\xfe\x00")
    code, line = run_here(capsys, "solve", path)
    assert (code, line.count("\n")) == (2, 1)
