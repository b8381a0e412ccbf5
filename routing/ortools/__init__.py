"""What OR-Tools decides: a choice among all routes found, and a search where nothing is compiled."""
