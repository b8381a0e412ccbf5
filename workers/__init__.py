"""The processes beside the web: workers, which do the jobs, and the scheduler, which asks for them when they are due."""

from __future__ import annotations

from config.settings import Settings

__all__ = ["run_scheduler", "run_worker"]


def run_worker(settings: Settings) -> None:
    """Do jobs until SIGTERM or SIGINT; what is being solved then is given back within seconds."""
    from workers.worker import run

    run(settings)


def run_scheduler(settings: Settings) -> None:
    """Be the clock, or wait to become it, until SIGTERM or SIGINT."""
    from workers.scheduler import run

    run(settings)
