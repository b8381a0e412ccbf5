"""One case of the fuzz: a valid file, bent by its seed, goes through the command as a user would send it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from routing.command import cli
from tests.routing.faults import faulty
from tests.routing.formats_text import LILIM, SARTORI
from tests.routing.fuzz_ground import (
    Wrong,
    bounds,
    command,
    lawful,
    one_line_if_refused,
    scrapped,
    solve_and_check,
    valid,
)
from tests.routing.mutations import mutated
from tests.routing.random_problems import a_random_shipment

WORDS = ("0", "1", "-1", "7", "1e9", "nan", "inf", "x", "", "9" * 30, "0.5", "--5", "-", "²", "٥", "1_0", "1e-300", ":")


def run_case(seed: int, folder: Path) -> None:
    """One case, the same for the same seed; raises `Wrong`, or whatever came out of the command."""
    random = Random(seed)
    kinds: list[Callable[[Random, int, Path], None]] = [
        *(bent_problem, named_fault, bent_text, bent_benchmark, bent_plan, one_more)
    ]
    random.choices(kinds, [48, 12, 8, 8, 4, 20])[0](random, seed, folder)


def bent_problem(random: Random, seed: int, folder: Path) -> None:
    """One to three random changes of a problem."""
    data: Any = valid(seed)[0]
    for _ in range(random.choice([1, 1, 2, 3])):
        data = mutated(random, data) if data else data
    solve_and_check(json.dumps(data), seed, folder)


def named_fault(random: Random, seed: int, folder: Path) -> None:
    """A fault of a known kind, which must be refused where it is."""
    found = faulty(random, valid(seed)[0])
    if found is None:
        return bent_problem(random, seed, folder)
    data, path = found
    code, said = command(folder, "solve", [json.dumps(data)], *bounds(seed))
    if code != cli.BAD_INPUT or not said.startswith(path):
        raise Wrong(f"exit {code}, and not refused at {path}: {said}")
    return None


def bent_text(random: Random, seed: int, folder: Path) -> None:
    """The text itself cut, doubled or with scraps in it; sometimes no text at all."""
    text = json.dumps(valid(seed)[0])
    for _ in range(random.randint(1, 3)):
        text = scrapped(random, text)
    solve_and_check(text, seed, folder)


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
            words[place] = random.choice([*WORDS, words[place] * 2, "-" + words[place], words[place] + " " * 1000])
            lines[number] = "\t".join(words)
        elif draw < 0.8:
            lines.insert(number, lines[number] if lines else "0")
        else:
            del lines[number : number + 1]
        text = "\n".join(lines)
    solve_and_check(text, seed, folder, form=form)


def bent_plan(random: Random, seed: int, folder: Path) -> None:
    """A plan that is checked as it comes: lawful, broken, or no plan."""
    data, plan = valid(seed)
    bent = scrapped(random, json.dumps(plan)) if random.random() < 0.3 else json.dumps(mutated(random, plan))
    code, said = command(folder, "check", [json.dumps(data), bent])
    if code == cli.BROKEN and not said:
        raise Wrong("the check failed and named nothing")
    one_line_if_refused(code, said)


def one_more(random: Random, seed: int, folder: Path) -> None:
    """One shipment more for a plan in force; the shipment, the plan or the problem is bent, or the text of one of them."""
    problem, plan = valid(seed)
    bent: list[Any] = [problem, plan, a_random_shipment(random, 99)]
    place = random.choices(range(len(bent)), [2, 2, 5])[0]
    bends = random.choice([0, 0, 1, 1, 2])
    for _ in range(bends):
        bent[place] = mutated(random, bent[place]) if bent[place] else bent[place]
    texts = [json.dumps(each) for each in bent]
    if bends and random.random() < 0.1:
        texts[place] = scrapped(random, texts[place])
    later = folder / "later"
    code, said = command(folder, "insert", texts, *bounds(seed), "--write-problem", str(later))
    one_line_if_refused(code, said)
    if code != cli.BAD_INPUT:
        lawful(folder, later.read_text(encoding="utf-8"), (code, said))
    elif not bends:
        raise Wrong(f"a valid shipment was refused: {said}")
