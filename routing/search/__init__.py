"""Our own search: exact schedules, best insertion, ruin and recreate."""
