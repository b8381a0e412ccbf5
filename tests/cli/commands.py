"""Commands as an operator calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from click.testing import CliRunner, Result

from foodlink.cli import cli


def call(*arguments: str, env: Mapping[str, str]) -> Result:
    """Call a command in this process, with nothing of ours in the environment but `env`."""
    ours = {name: None for name in os.environ if name.startswith("FOODLINK_") or name in ("HOST", "PORT")}
    quiet = {"FOODLINK_GEOCODER": "off", "FOODLINK_PASSWORD_PROFILE": "cheap"}
    return CliRunner().invoke(cli, arguments, env={**ours, **quiet, **env}, catch_exceptions=False)


def foodlink(*arguments: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a command as a process of its own, in a group of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOODLINK_")}
    kept |= {"FOODLINK_GEOCODER": "off", "FOODLINK_PASSWORD_PROFILE": "cheap", "PYTHONWARNINGS": "default"}
    return subprocess.Popen(
        [sys.executable, "-m", "foodlink", *arguments],
        env={**kept, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
