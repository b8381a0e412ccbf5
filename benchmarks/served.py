"""Serve for a benchmark: `python -m benchmarks.served service|empty PORT`, on the database of `FOODLINK_HOME`.

`service` is the application as it is; `empty` a Flask application with one empty view under the very same server.
"""

from __future__ import annotations

import socket
import sys

from flask import Flask

from config.settings import Settings
from foodlink.app import create_app
from foodlink.database.connect import open_database
from foodlink.database.engine import make_sessions
from foodlink.server.web import make_root, make_server


def main() -> None:
    """Serve until SIGTERM."""
    which, port = sys.argv[1], int(sys.argv[2])
    settings = Settings.from_env()
    engine = open_database(settings)
    sessions = make_sessions(engine)
    app = create_app(settings, sessions) if which == "service" else _empty()
    with socket.create_server(("127.0.0.1", port)) as listening:
        root = make_root(app, settings, engine=engine, sessions=sessions)
        make_server(root, settings).run(sockets=[listening])


def _empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "", methods=["POST"])
    return app


if __name__ == "__main__":
    main()
