"""The command `python -m routing`: its options, files, signals and exit codes."""
