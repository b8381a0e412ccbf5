"""Pages for everybody: signing in and out, setting a password, choosing a language, reading notices."""
