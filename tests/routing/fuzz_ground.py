"""What the cases of the fuzz stand on: valid problems with plans, texts with scraps in them, the command run as a user would.

Whatever comes in, the command answers lawfully or refuses it in one line with exit 2; it never ends in a stack trace.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from routing.command import cli
from routing.formats.contract import plan_to_dict
from tests.routing.problems import solved
from tests.routing.random_problems import day_under_way, random_problem

Json = dict[str, Any]
CASES_A_BASE = 20
"""So many neighbouring cases bend the same valid problem."""
LIMIT_S = 5
PATIENCE_S = 15
"""A command that ends so much past the longest limit has hung; a loaded machine needs less."""
SCRAPS = (
    "NaN",
    "-Infinity",
    "1e999",
    "9" * 400,
    "-1",
    "null",
    "{",
    "]",
    ",",
    '"',
    "\\u0000",
    "\\ud800",
    "é",
    "\x00",
    "",
    " ",
)


class Wrong(AssertionError):
    """The router did what it never may."""


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


def valid(seed: int) -> tuple[Json, Json]:
    return base(seed // CASES_A_BASE)


def scrapped(random: Random, text: str) -> str:
    if not text:
        return text
    start = random.randrange(len(text))
    end = min(len(text), start + random.choice([0, 0, 1, 5, 200]))
    if random.random() < 0.5:  # a whole token, so that more of it stays JSON
        tokens = list(re.finditer(r'-?\d+(\.\d+)?|"[^"]*"|\w+', text))
        if tokens:
            start, end = random.choice(tokens).span()
    return text[:start] + random.choice([*SCRAPS, text[start:end] * 2]) + text[end:]


def solve_and_check(text: str, seed: int, folder: Path, *, form: str = "contract") -> None:
    """Solve, and pass the plan to the check; either may refuse, but both or none."""
    code, said = command(folder, "solve", [text], *bounds(seed), "--format", form)
    one_line_if_refused(code, said)
    if code != cli.BAD_INPUT:
        lawful(folder, text, (code, said), form=form)


def lawful(folder: Path, text: str, ended: tuple[int, str], *, form: str = "contract") -> None:
    """The plan that came of a problem passes the check."""
    code, said = ended
    if code != cli.SOLVED:
        raise Wrong(f"ended with {code}")
    plan = (folder / "plan").read_text(encoding="utf-8")
    if form == "contract":
        json.loads(plan, parse_constant=_not_json)
    code, faults = command(folder, "check", [text, plan], "--format", form)
    left_out = form != "contract" and "not served" in said
    if code != cli.SOLVED and not left_out:
        raise Wrong(f"the plan is not lawful: {faults}")


def _not_json(word: str) -> NoReturn:
    raise Wrong(f"{word} in the plan")


def bounds(seed: int) -> list[str]:
    """Of a search: mostly as short as can be, now and then ended by the clock alone, or with numbers that nobody would choose."""
    random = Random(~seed)
    limit = str(LIMIT_S)
    iterations, limit = random.choices([("2", limit), ("40", limit), ("9" * 22, "0.2")], [18, 1, 1])[0]
    number = "-" + "9" * 25 if random.random() < 0.03 else "1"
    return ["--iterations", iterations, "--time-limit", limit, "--seed", number, "--threads", str(1 + seed % 2)]


def command(folder: Path, name: str, texts: Sequence[str], *more: str) -> tuple[int, str]:
    """Run the command in this process on files with these texts; its exit code, and what it said on both streams."""
    files = [folder / f"{number}.in" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    line = [name, *map(str, files), *more, *([] if name == "check" else ["-o", str(folder / "plan")])]
    said, began = io.StringIO(), time.monotonic()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(line)
    if time.monotonic() - began > LIMIT_S + PATIENCE_S:
        raise Wrong(f"ended {time.monotonic() - began:.0f} s after it began, with a limit of {LIMIT_S} s at most")
    return code, said.getvalue().strip()


def one_line_if_refused(code: int, said: str) -> None:
    if code == cli.BAD_INPUT and (not said or "\n" in said or "Traceback" in said):
        raise Wrong(f"refused, but not in one line: {said!r}")
