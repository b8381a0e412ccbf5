"""What the command refuses before it searches, and how it ends where there is no plan yet."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from routing.command import cli
from tests.routing.osrm_server import Trouble, an_osrm_server
from tests.routing.problems import a_problem
from tests.routing.test_cli import ON_THE_MAP, run_here, saved


def never_searched(*_: object, **__: object) -> None:
    raise AssertionError("searched all the same")


@pytest.mark.parametrize("option", ["-o", "--write-problem"])
@pytest.mark.parametrize("name", ["nowhere/plan.json", "folder", "file/plan.json", ""])
def test_what_cannot_be_written_is_told_before_the_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: str, name: str
) -> None:
    monkeypatch.setattr(cli, "solve_as_asked", never_searched)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept")
    code, said = run_here(capsys, "solve", saved(tmp_path, a_problem()), option, name and tmp_path / name)
    assert (code, said.count("\n")) == (cli.BAD_INPUT, 1)
    assert said.startswith("cannot read or write: ")
    assert (tmp_path / "file").read_text() == "kept"


def test_a_file_without_permission_is_told_before_the_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "solve_as_asked", never_searched)
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs this may be allowed everything
    for name in ("plan.json", "new.json"):
        out = saved(tmp_path, "a plan of yesterday", name) if name == "plan.json" else tmp_path / name
        code, said = run_here(capsys, "solve", saved(tmp_path, a_problem()), "-o", out)
        assert (code, said.count("\n")) == (cli.BAD_INPUT, 1)
    assert (tmp_path / "plan.json").read_text() == "a plan of yesterday"
    assert not (tmp_path / "new.json").exists()


def test_a_problem_that_is_refused_leaves_the_plan_of_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = saved(tmp_path, "a plan of yesterday", "plan.json")
    assert run_here(capsys, "solve", saved(tmp_path, "{"), "-o", out)[0] == cli.BAD_INPUT
    assert out.read_text() == "a plan of yesterday"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("--threads", value) for value in ("0", "-1", "257", "100000", "1.5")),
        *(("--iterations", value) for value in ("-1", "x", "9" * 5000)),
        *(("--time-limit", value) for value in ("-1", "nan", "x", "1e99")),
        ("--seed", "x"),
    ],
)
def test_an_option_out_of_its_bounds_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_here(capsys, "solve", saved(tmp_path, a_problem()), option, value)
    assert ended.value.code == cli.BAD_INPUT
    assert f"argument {option}: is " in capsys.readouterr().err.splitlines()[-1]


def test_a_signal_before_there_is_a_plan_ends_the_command_without_a_trace(tmp_path: Path) -> None:
    data = {name: part for name, part in (a_problem() | ON_THE_MAP).items() if part is not None}
    problem = saved(tmp_path, data)
    with an_osrm_server() as osrm:
        osrm.troubles = [Trouble(pause_s=60)]
        line = [sys.executable, "-m", "routing", "solve", str(problem), "--time-limit", "1000"]
        with subprocess.Popen(
            [*line, "--travel", f"osrm:{osrm.address}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # it may be ignored here
        ) as command:
            until = time.monotonic() + 60
            while not osrm.paths and time.monotonic() < until:
                time.sleep(0.01)
            command.send_signal(signal.SIGINT)
            out, said = command.communicate(timeout=30)
    assert (command.returncode, out, said) == (130, "", "interrupted\n")
