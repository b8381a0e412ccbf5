"""The policies of one world played at once, each in a process of its own and in its own database."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from foodlink.simulate.options import Options
from foodlink.simulate.play import Figures, play
from foodlink.simulate.world import World

Progress = Callable[[str], None]


class SimulationFailed(Exception):
    """A policy could not be played to its end."""


class SideBySide:
    """Players of `options` under the policies of `urls`; `with` starts them, and its end ends those that still play."""

    def __init__(self, options: Options, urls: Mapping[str, str]) -> None:
        self._options, self._urls = options, urls
        self._running = ExitStack()
        self._heard_from: dict[Connection, str] = {}

    def __enter__(self) -> SideBySide:
        context = get_context("spawn")
        for policy, url in self._urls.items():
            here, there = context.Pipe(duplex=False)
            # A daemon ends with this process; where that is killed, at the end of its day, when nobody hears it any more.
            player = context.Process(target=_play, args=(self._options, policy, url, there), daemon=True)
            player.start()
            there.close()
            self._running.callback(player.join)
            self._running.callback(player.terminate)
            self._heard_from[here] = policy
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def figures(self, progress: Progress) -> dict[str, Figures]:
        """The figures of each policy, once all have been played; `progress` is given the policy after each of its days."""
        found: dict[str, Figures] = {}
        while len(found) < len(self._urls):
            for connection in wait([one for one, policy in self._heard_from.items() if policy not in found]):
                assert isinstance(connection, Connection)
                policy = self._heard_from[connection]
                heard = _hear(connection, policy)
                if heard is None:
                    progress(policy)
                else:
                    found[policy] = heard
        return {policy: found[policy] for policy in self._urls}


def _hear(connection: Connection, policy: str) -> Figures | None:
    """None after a day, the figures at the end. Raises SimulationFailed where there will be none."""
    try:
        word = connection.recv()
    except EOFError:
        raise SimulationFailed(f"{policy}: its process ended before it was played") from None
    if isinstance(word, str):
        raise SimulationFailed(f"{policy}: {word}")
    figures: Figures | None = word
    return figures


def _play(options: Options, policy: str, url: str, told: Connection) -> None:
    """Play one policy, and tell: None after each day, at last the figures, or in words what went wrong."""
    # A Ctrl-C in the terminal goes to the whole group; the parent decides what becomes of its players.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told.send(play(World.of(options), policy, url=url, progress=lambda: told.send(None)).figures)
    except BrokenPipeError:
        return
    except Exception as error:
        told.send(f"{type(error).__name__}: {error}")
        raise  # nobody foresaw it: the trace goes to the terminal
