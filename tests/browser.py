"""The one named rule by which a test is skipped: it needs Chromium, and there is none on this machine.

The closing line counts what was skipped; where `FOODLINK_REQUIRE_CHROMIUM` is set, as in the checks before a change lands,
a skip is a failure.
"""

from __future__ import annotations

import os
import shutil

import pytest

REASON = "needs Chromium, which is not on this machine"


def chromium_path() -> str | None:
    """Where Chromium is, None where there is none."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium_path() is not None:
        return
    for item in items:
        if item.get_closest_marker("chromium"):
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if skipped and os.environ.get("FOODLINK_REQUIRE_CHROMIUM") and session.exitstatus == 0:
        reporter.write_line(f"{skipped} skipped where none may be")
        session.exitstatus = 1
