"""The one web server: streams natively on the event loop, pages and API through Flask on a few threads."""
