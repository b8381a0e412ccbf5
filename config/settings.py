"""The only reader of the environment.

| variable | meaning | default |
| --- | --- | --- |
| `FOODLINK_HOME` | folder of the embedded database, keys, files | `var/` in the checkout, else in the working folder |
| `FOODLINK_DATABASE_URL` | a PostgreSQL of one's own (`postgresql://…`) | unset: the embedded one |
| `HOST`, `PORT` | where the pages and the API listen | `127.0.0.1`, `8000` |
| `FOODLINK_ALLOW_DEMO` | `1`: a demonstration may listen beyond loopback | `0` |
| `FOODLINK_CLOCK` | a moment with offset: the clock of a demonstration starts there | unset |
| `FOODLINK_PUBLIC_URL` | the address that links in messages begin with | `http://HOST:PORT` |
| `FOODLINK_WEB_THREADS` | requests answered at once, and connections to the database | two a processor, 4 to 16 |
| `FOODLINK_METRICS_TOKEN` | bearer token that opens `/metrics` beyond loopback | unset |
| `FOODLINK_GEOCODER` | host and path of a BAN geocoder, or `off` (the embedded gazetteer alone) | `data.geopf.fr/geocodage` |
| `FOODLINK_GEOCODER_SCHEME` | `https` or `http` | `https` |
| `FOODLINK_PLACE_MAX_KM` | farther than this from every commune is outside every territory | `10` |
| `FOODLINK_TRAVEL` | `great-circle`, `osrm:URL`, `valhalla:URL`, `valhalla-tiles:FILE`: `docs/routing.md` | `great-circle` |
| `FOODLINK_TILES_URL` | `https://…/{z}/{x}/{y}.png` behind the maps | unset: no tiles |
| `FOODLINK_BATCH_MINUTES` | a batch every so many minutes, where a territory sets nothing else | `5` |
| `FOODLINK_PASSWORD_PROFILE` | `strong` (argon2id, 64 MiB) or `cheap` (tests alone) | `strong` |
| `FOODLINK_LOG_LEVEL` | `debug`, `info`, `warning`, `error` | `info` |
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

_BARE_ADDRESS = re.compile(r"[\w.-]+(:[0-9]+)?(/[\w.~/-]*)?", re.ASCII)
_CHECKOUT = Path(__file__).resolve().parent.parent


class InvalidSettings(Exception):
    """The environment holds values that cannot be used; `faults` names every one."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """What the environment says, read once at the start of a command."""

    home: Path
    database_url: str | None
    host: str
    port: int
    allow_demo: bool
    clock: datetime | None
    public_url: str
    web_threads: int
    metrics_token: str | None
    geocoder: str | None
    geocoder_scheme: str
    place_max_km: float
    travel: str
    tiles_url: str | None
    batch_minutes: int
    cheap_passwords: bool
    log_level: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the environment. Raises InvalidSettings, with every fault at once."""
        read = _Reader(os.environ if env is None else env)
        host, port = read.text("HOST", "127.0.0.1"), read.whole("PORT", 8000, low=0, high=65535)
        geocoder = read.bare_address("FOODLINK_GEOCODER", "data.geopf.fr/geocodage")
        settings = cls(
            home=Path(read.text("FOODLINK_HOME", str(_default_home()))).absolute(),
            database_url=read.database_url("FOODLINK_DATABASE_URL"),
            host=host,
            port=port,
            allow_demo=read.flag("FOODLINK_ALLOW_DEMO"),
            clock=read.moment("FOODLINK_CLOCK"),
            public_url=read.url("FOODLINK_PUBLIC_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}"),
            web_threads=read.whole("FOODLINK_WEB_THREADS", _default_threads(), low=1, high=64),
            metrics_token=read.optional("FOODLINK_METRICS_TOKEN"),
            geocoder=None if geocoder == "off" else geocoder,
            geocoder_scheme=read.one_of("FOODLINK_GEOCODER_SCHEME", "https", ("https", "http")),
            place_max_km=read.number("FOODLINK_PLACE_MAX_KM", 10.0, low=0.1, high=100.0),
            travel=read.travel("FOODLINK_TRAVEL"),
            tiles_url=read.tiles_url("FOODLINK_TILES_URL"),
            batch_minutes=read.whole("FOODLINK_BATCH_MINUTES", 5, low=1, high=240),
            cheap_passwords=read.one_of("FOODLINK_PASSWORD_PROFILE", "strong", ("strong", "cheap")) == "cheap",
            log_level=read.one_of("FOODLINK_LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        )
        if read.faults:
            raise InvalidSettings(read.faults)
        return settings

    @property
    def travel_cache(self) -> Path:
        """Where what a road engine answered is kept for the next plan."""
        return self.home / "drives.sqlite3"


def _default_home() -> Path:
    beside = _CHECKOUT if (_CHECKOUT / "pyproject.toml").exists() else Path.cwd()
    return beside / "var"


def _default_threads() -> int:
    """More than wait for the database at once only take the interpreter from one another (`benchmarks.posting`)."""
    return max(4, min(16, 2 * (os.cpu_count() or 1)))


class _Reader:
    """Reads values one by one and collects what is wrong with them, so that all of it is told at once."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.faults: list[str] = []

    def optional(self, name: str) -> str | None:
        return self._env.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def flag(self, name: str) -> bool:
        return self.one_of(name, "0", ("0", "1")) == "1"

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.faults.append(f"{name}={value!r}: one of {', '.join(allowed)}")
        return value

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.number(name, float(default), low=low, high=high)
        if value != int(value):
            self.faults.append(f"{name}={self.optional(name)!r}: a whole number")
        return int(value)

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        given = self.optional(name)
        if given is None:
            return default
        try:
            value = float(given)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.faults.append(f"{name}={given!r}: a number from {low:g} to {high:g}")
            return default
        return value

    def moment(self, name: str) -> datetime | None:
        given = self.optional(name)
        if given is None:
            return None
        try:
            value = datetime.fromisoformat(given)
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            self.faults.append(f"{name}={given!r}: a moment with its offset, as 2026-11-24T08:30:00+01:00")
        return value

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        if urlsplit(value).scheme not in ("http", "https"):
            self.faults.append(f"{name}={value!r}: an address that begins with http:// or https://")
        return value

    def travel(self, name: str) -> str:
        value = self.text(name, "great-circle")
        kind, _, where = value.partition(":")
        if kind in ("osrm", "valhalla") and where:
            if not _is_engine(where):
                self.faults.append(
                    f"{name}: after {kind}: an address http(s)://HOST[:PORT][/PATH], with no password in it"
                )
        elif kind == "valhalla-tiles" and where:
            if not Path(where).is_file():
                self.faults.append(f"{name}={value!r}: there is no such file")
            if importlib.util.find_spec("valhalla") is None:
                self.faults.append(f"{name}={value!r}: needs Valhalla's library (pip install 'foodlink[valhalla]')")
        elif value != "great-circle":
            self.faults.append(f"{name}={value!r}: great-circle, osrm:URL, valhalla:URL or valhalla-tiles:FILE")
        return value

    def bare_address(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not _BARE_ADDRESS.fullmatch(value):
            self.faults.append(f"{name}={value!r}: a host and a path without https://, as {default}, or off")
        return value

    def tiles_url(self, name: str) -> str | None:
        value = self.optional(name)
        if value is None:
            return None
        missing = [part for part in ("{z}", "{x}", "{y}") if part not in value]
        if missing or not value.startswith(("http://", "https://")):
            self.faults.append(f"{name}={value!r}: an address as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png")
        return value

    def database_url(self, name: str) -> str | None:
        value = self.optional(name)
        if value is None:
            return None
        scheme, _, rest = value.partition("://")
        if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest:
            self.faults.append(f"{name}: an address that begins with postgresql://")
        elif not _has_port_or_none(value):
            self.faults.append(f"{name}: its port is no number")
        return f"postgresql+psycopg://{rest}"


def _is_engine(address: str) -> bool:
    """Whether a road engine may be there, as the router itself reads it (`routing/travel/web.py`)."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and not any(mark in address for mark in " ?#@")
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _has_port_or_none(address: str) -> bool:
    try:
        urlsplit(address).port  # noqa: B018 - it is read to see whether it can be
    except ValueError:
        return False
    return True
