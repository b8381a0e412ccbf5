"""The settings our PostgreSQL starts with, given at each start so that a newer FoodLink changes them."""

from pathlib import Path


def server_settings(socket_folder: Path, *, durable: bool) -> dict[str, str]:
    """Return the settings for a small machine that also solves and serves, by PostgreSQL's own names."""
    quoted = '"' + str(socket_folder).replace('"', '""') + '"'  # the setting is a list: a comma would split it
    return _reach(quoted) | _size() | _log() | _durability(durable)


def _reach(socket_folder: str) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": socket_folder,
        "unix_socket_permissions": "0700",
        "port": "5432",
        "timezone": "UTC",
        "max_connections": "100",
    }


def _size() -> dict[str, str]:
    return {
        "shared_buffers": "64MB",
        "max_wal_size": "512MB",
        "jit": "off",
        "io_method": "sync",  # three processes fewer; reads are small
        # Files in the data directory: /dev/shm is 64 MB in a container, and a desktop may empty it at sign-out.
        "dynamic_shared_memory_type": "mmap",
        "wal_level": "minimal",  # backups are dumps; nothing replicates
        "max_wal_senders": "0",
    }


def _log() -> dict[str, str]:
    # One file a weekday, emptied when its day returns. Only what concerns the server as a whole: a statement
    # that failed is told to its client, and would bring people's data into the log.
    return {
        "logging_collector": "on",
        "log_directory": "../log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "log_timezone": "UTC",
    }


def _durability(durable: bool) -> dict[str, str]:
    """Only the machine's fall can lose what is committed without `fsync`; a killed server never does."""
    kept = "on" if durable else "off"
    return {"synchronous_commit": "on", "fsync": kept, "full_page_writes": kept}
