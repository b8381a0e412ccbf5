"""`python -m routing`."""

import contextlib
import gc
import os
import sys

from routing.command.began import process_began
from routing.command.cli import main
from routing.kernels.compiling import IS_KEPT

gc.disable()  # what a command makes it needs to its end: looking for garbage took half of the end of a large day
status = main(began=process_began())
if not IS_KEPT:
    sys.exit(status)  # what was compiled for this process alone is taken away
for stream in (sys.stdout, sys.stderr):
    if stream is not None:
        with contextlib.suppress(OSError):  # told before, by whatever wrote
            stream.flush()
os._exit(status)  # nor is anything taken apart: with 10,000 shipments that took a tenth of a second
