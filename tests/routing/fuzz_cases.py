"""One case of the fuzz: a valid file, bent by its seed, goes through the command as a user would send it.

Whatever comes in, the command solves it lawfully or refuses it in one line with exit 2; it never ends in a stack trace.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from routing import cli
from routing.formats.contract import plan_to_dict
from tests.routing.faults import faulty
from tests.routing.formats_text import LILIM, SARTORI
from tests.routing.mutations import mutated
from tests.routing.problems import solved
from tests.routing.random_problems import day_under_way, random_problem

Json = dict[str, Any]
CASES_A_BASE = 20
"""So many neighbouring cases bend the same valid problem."""
LIMIT_S = 5
SCRAPS = ("NaN", "-Infinity", "1e999", "9" * 400, "-1", "null", "{", "]", ",", '"', "\\u0000", "é", "\x00", "", " ")


class Wrong(AssertionError):
    """The router did what it never may."""


def run_case(seed: int, folder: Path) -> None:
    """One case, the same for the same seed; raises `Wrong`, or whatever came out of the command."""
    random = Random(seed)
    kinds: list[Callable[[Random, int, Path], None]] = [bent_problem, named_fault, bent_text, bent_benchmark, bent_plan]
    random.choices(kinds, [60, 15, 10, 10, 5])[0](random, seed, folder)


@lru_cache(maxsize=4)
def base(number: int) -> tuple[Json, Json]:
    """A valid problem, half of the time a day under way, and its plan."""
    random = Random(number)
    data = random_problem(random)
    if random.random() < 0.25:
        _by_coordinates(random, data)
    _, plan = solved(data, iterations=5)
    if random.random() < 0.5:
        data = day_under_way(random, data, plan)
        _, plan = solved(data, iterations=5)
    return data, plan_to_dict(plan)


def _by_coordinates(random: Random, data: Json) -> None:
    """Leave the matrix to the travel engine: places within some hundred metres, as near as those of the matrix."""
    del data["matrix"]
    for place in data["locations"]:
        place |= {"lat": round(47.2 + random.uniform(0, 0.003), 6), "lon": round(-1.5 + random.uniform(0, 0.003), 6)}


def _valid(seed: int) -> tuple[Json, Json]:
    return base(seed // CASES_A_BASE)


def bent_problem(random: Random, seed: int, folder: Path) -> None:
    """One to three random changes of a problem."""
    data: Any = _valid(seed)[0]
    for _ in range(random.choice([1, 1, 2, 3])):
        data = mutated(random, data) if data else data
    solve_and_check(json.dumps(data), seed, folder)


def named_fault(random: Random, seed: int, folder: Path) -> None:
    """A fault of a known kind, which must be refused where it is."""
    found = faulty(random, _valid(seed)[0])
    if found is None:
        return bent_problem(random, seed, folder)
    data, path = found
    code, said = command(folder, "solve", json.dumps(data), *_bounds(seed))
    if code != cli.BAD_INPUT or not said.startswith(path):
        raise Wrong(f"exit {code}, and not refused at {path}: {said}")
    return None


def bent_text(random: Random, seed: int, folder: Path) -> None:
    """The text itself cut, doubled or with scraps in it; sometimes no text at all."""
    text = json.dumps(_valid(seed)[0])
    for _ in range(random.randint(1, 3)):
        text = _scrapped(random, text)
    solve_and_check(text, seed, folder)


def _scrapped(random: Random, text: str) -> str:
    if not text:
        return text
    start = random.randrange(len(text))
    end = min(len(text), start + random.choice([0, 0, 1, 5, 200]))
    if random.random() < 0.5:  # a whole token, so that more of it stays JSON
        tokens = list(re.finditer(r'-?\d+(\.\d+)?|"[^"]*"|\w+', text))
        if tokens:
            start, end = random.choice(tokens).span()
    return text[:start] + random.choice([*SCRAPS, text[start:end] * 2]) + text[end:]


def bent_benchmark(random: Random, seed: int, folder: Path) -> None:
    """A Li & Lim or Sartori & Buriol file with words and lines changed."""
    form, text = random.choice([("lilim", LILIM), ("sartori", SARTORI)])
    for _ in range(random.randint(1, 3)):
        lines = text.splitlines()
        number = random.randrange(len(lines)) if lines else 0
        words = lines[number].split() if lines else []
        draw = random.random()
        if words and draw < 0.6:
            place = random.randrange(len(words))
            words[place] = random.choice(
                ["0", "1", "-1", "7", "1e9", "nan", "inf", "x", "", "9" * 30, "0.5", words[place] * 2]
            )
            lines[number] = "\t".join(words)
        elif draw < 0.8:
            lines.insert(number, lines[number] if lines else "0")
        else:
            del lines[number : number + 1]
        text = "\n".join(lines)
    solve_and_check(text, seed, folder, form=form)


def bent_plan(random: Random, seed: int, folder: Path) -> None:
    """A plan that is checked as it comes: lawful, broken, or no plan."""
    data, plan = _valid(seed)
    bent = _scrapped(random, json.dumps(plan)) if random.random() < 0.3 else json.dumps(mutated(random, plan))
    code, said = command(folder, "check", json.dumps(data), bent)
    if code == cli.BROKEN and not said:
        raise Wrong("the check failed and named nothing")
    _one_line_if_refused(code, said)


def solve_and_check(text: str, seed: int, folder: Path, *, form: str = "contract") -> None:
    """Solve, and pass the plan to the check; either may refuse, but both or none."""
    code, said = command(folder, "solve", text, *_bounds(seed), "--format", form)
    _one_line_if_refused(code, said)
    if code == cli.BAD_INPUT:
        return
    if code != cli.SOLVED:
        raise Wrong(f"solve ended with {code}")
    plan = (folder / "plan").read_text(encoding="utf-8")
    if form == "contract":
        json.loads(plan, parse_constant=_not_json)
    code, faults = command(folder, "check", text, plan, "--format", form)
    left_out = form != "contract" and "not served" in said
    if code != cli.SOLVED and not left_out:
        raise Wrong(f"the plan is not lawful: {faults}")


def _not_json(word: str) -> NoReturn:
    raise Wrong(f"{word} in the plan")


def _bounds(seed: int) -> list[str]:
    return ["--iterations", "2", "--time-limit", str(LIMIT_S), "--seed", "1", "--threads", str(1 + seed % 2)]


def command(folder: Path, name: str, problem: str, *more: str) -> tuple[int, str]:
    """Run the command in this process on files; its exit code, and what it said on both streams."""
    (folder / "problem").write_bytes(problem.encode("utf-8", errors="surrogatepass"))
    line = [name, str(folder / "problem")]
    if name == "check":
        (folder / "plan.in").write_bytes(more[0].encode("utf-8", errors="surrogatepass"))
        line += [str(folder / "plan.in"), *more[1:]]
    else:
        line += [*more, "-o", str(folder / "plan")]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(line)
    return code, said.getvalue().strip()


def _one_line_if_refused(code: int, said: str) -> None:
    if code == cli.BAD_INPUT and (not said or "\n" in said or "Traceback" in said):
        raise Wrong(f"refused, but not in one line: {said!r}")
