"""A territory's day as planning sees it: the snapshot that is solved, and the proposal that comes of it."""
