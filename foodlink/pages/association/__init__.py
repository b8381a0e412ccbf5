"""Pages of an association: what it can take now, live, and what it has reserved."""
