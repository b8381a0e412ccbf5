"""Our own search: exact schedules, best insertion, ruin and recreate."""

VERSION = "2026.11.7"
"""Raised when the search changes what plans come of it: figures are kept by version."""
