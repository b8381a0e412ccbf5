"""`python -m workers worker` or `scheduler`: the same processes as `foodlink worker` and `foodlink scheduler`."""

from __future__ import annotations

import sys

from foodlink.cli import main

if __name__ == "__main__":
    if sys.argv[1:] not in (["worker"], ["scheduler"]):
        sys.exit("use: python -m workers worker|scheduler")
    main()
