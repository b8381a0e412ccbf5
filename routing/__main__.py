"""`python -m routing`."""

import sys

from routing.began import process_began
from routing.cli import main

sys.exit(main(began=process_began()))
