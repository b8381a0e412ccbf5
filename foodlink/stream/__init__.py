"""The stream of live availability: told from the log of events, served natively beside the web's own pages and API."""
