"""Threads that make visits; nobody waits for one that a road engine keeps."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Hands(Generic[Task, Result]):
    """So many threads, each with a task or idle. Daemons: the end of the process does not wait for them."""

    def __init__(self, count: int, work: Callable[[Task], Result]) -> None:
        self._work = work
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
        self.idle = self._count = count
        for _ in range(count):
            threading.Thread(target=self._run, daemon=True).start()

    def give(self, task: Task) -> None:
        """Have a task done by whoever is idle."""
        self.idle -= 1
        self._tasks.put(task)

    def take(self, *, patience_s: float) -> Result | None:
        """The next result, None where there is none for so long. Raises what the task raised."""
        try:
            result = self._results.get(timeout=patience_s)
        except queue.Empty:
            return None
        self.idle += 1
        if isinstance(result, BaseException):
            raise result
        return result

    @property
    def is_busy(self) -> bool:
        """Whether a task is under way, or its result not taken yet."""
        return self.idle < self._count

    def close(self) -> None:
        """No more tasks: each thread ends once it has done what it is at."""
        for _ in range(self._count):
            self._tasks.put(None)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                self._results.put(self._work(task))
            except BaseException as error:  # handed over to whoever waits
                self._results.put(error)
