"""`python -m foodlink` is the command `foodlink`."""

from foodlink.cli import main

main()
