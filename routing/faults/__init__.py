"""What makes a problem contradict itself, each with its JSON path."""
