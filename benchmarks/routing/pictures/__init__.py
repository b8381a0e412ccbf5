"""The pictures of `docs/routing.md`, drawn by hand as SVG from days of our own."""
