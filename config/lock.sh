#!/bin/sh
# Makes both lock files again from pyproject.toml (needs `uv`). Run by `make lock`.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --quiet "$@"; }
compile --group build -o config/requirements.lock
compile --group build --group dev -o config/requirements-dev.lock
