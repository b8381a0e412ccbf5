"""Asking many questions at once, and not longer than one has time."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from routing.travel.trouble import EngineAway, Refused, TooLarge

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Trouble = TooLarge | Refused

TOO_LONG = "it takes too long"


def answers(
    questions: Sequence[Question], ask: Callable[[Question], Answer], *, at_once: int, deadline: float
) -> Iterator[tuple[Question, Answer | Trouble]]:
    """Each question with its answer, in the order in which they come.

    Raises EngineAway where `ask` does, and at the deadline (of the monotonic clock). With more than one at once, questions
    under way are then left to threads that nobody waits for: looking a host up knows no time-out of its own.
    """
    if at_once > 1:
        yield from _side_by_side(questions, ask, at_once=at_once, deadline=deadline)
        return
    for question in questions:
        if time.monotonic() >= deadline:
            raise EngineAway(TOO_LONG)
        yield question, _answer(ask, question)


def _side_by_side(
    questions: Sequence[Question], ask: Callable[[Question], Answer], *, at_once: int, deadline: float
) -> Iterator[tuple[Question, Answer | Trouble]]:
    left: queue.SimpleQueue[Question] = queue.SimpleQueue()
    come: queue.SimpleQueue[tuple[Question, Answer | Trouble] | Exception] = queue.SimpleQueue()
    over = threading.Event()
    for question in questions:
        left.put(question)

    def work() -> None:
        while not over.is_set():
            try:
                question = left.get_nowait()
                come.put((question, _answer(ask, question)))
            except queue.Empty:
                return
            except Exception as error:  # it is raised again by whoever waits
                come.put(error)

    for _ in range(min(at_once, len(questions))):
        threading.Thread(target=work, name="travel", daemon=True).start()
    try:
        for _ in questions:
            yield _next(come, deadline)
    finally:
        over.set()


def _answer(ask: Callable[[Question], Answer], question: Question) -> Answer | Trouble:
    try:
        return ask(question)
    except (TooLarge, Refused) as trouble:
        return trouble


def _next(
    come: queue.SimpleQueue[tuple[Question, Answer | Trouble] | Exception], deadline: float
) -> tuple[Question, Answer | Trouble]:
    try:
        found = come.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise EngineAway(TOO_LONG) from None
    if isinstance(found, Exception):
        raise found
    return found
