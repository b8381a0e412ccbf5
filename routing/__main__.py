"""`python -m routing`."""

import gc
import sys

from routing.command.began import process_began
from routing.command.cli import main

gc.disable()  # what a command makes it needs to its end: looking for garbage took half of the end of a large day
status = main(began=process_began())
gc.freeze()  # nor is there any to look for now
sys.exit(status)
