"""What the command refuses before it searches."""

import os
from pathlib import Path

import pytest

from routing import cli
from tests.routing.problems import a_problem
from tests.routing.test_cli import run_here, saved


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
