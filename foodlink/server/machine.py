"""All of the service on one machine: what `foodlink serve` prepares, starts, and says.

The web part is the longest to load, so it is started first, and waits at a gate; meanwhile the database starts, and what
prepares it is loaded here. The other parts start once the first page is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from config.settings import Settings
from foodlink.database.use import in_use, others_use_it, start_ahead
from foodlink.server.gate import Gate
from foodlink.server.listening import bind, listening_at
from foodlink.server.loading import loading_code
from foodlink.server.signals import end_afterwards, end_on_signals
from foodlink.server.supervisor import Part, Supervisor, answers

Say = Callable[[str], object]
_PATIENCE_S = 10.0


def run_machine(settings: Settings, *, demonstration: bool, say: Say) -> None:
    """Run web, scheduler and one worker until a signal ends this process. `say` prints a line.

    `demonstration` prepares the morning of one (`morning.py`). Raises what keeps it from starting, before anything listens.
    """
    end_on_signals()
    patience_s = _PATIENCE_S if others_use_it(settings) else 0.0  # parts of a killed service may still be ending
    with bind(settings, patience_s=patience_s) as listening, Gate() as gate, in_use(settings), Supervisor() as parts:
        settings = listening_at(settings, host=None, port=listening.getsockname()[1])
        parts.start(_web(settings, listening=listening.fileno(), gate=gate.entrance))
        with end_afterwards(), loading_code():
            start_ahead(settings)
            from foodlink.server.preparation import prepared, say_where
        with prepared(settings, demonstration=demonstration) as sessions:
            listening.listen(2048)
            gate.open()
            parts.run(
                ready=partial(answers, settings.host, settings.port),
                when_ready=partial(say_where, settings, sessions, say),
                later=[Part("scheduler", _command("scheduler")), Part("worker", _command("worker"))],
            )


def _web(settings: Settings, *, listening: int, gate: int) -> Part:
    where = [f"--host={settings.host}", f"--port={settings.port}", f"--listen-fd={listening}", f"--gate-fd={gate}"]
    return Part("web", _command("web", *where), files=(listening, gate))


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "foodlink", *arguments]
