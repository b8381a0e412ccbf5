"""How things are shown: weights, hours, distances, in the reader's language and in the local time of Europe/Paris."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import quote

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask

from foodlink import clock
from foodlink.local_time import PARIS, local_day
from foodlink.pages.language import language

_NARROW_SPACE = "\u202f"
_SPACE = "\u00a0"


def kg(grams: int | None) -> str:
    """A weight in grams, written in kilograms with at most three decimals: `12,5 kg`."""
    return "–" if grams is None else kilos(grams / 1000)


def kilos(weight_kg: float | None) -> str:
    """A weight in kilograms, as `kg` writes it."""
    if weight_kg is None:
        return "–"
    return f"{format_decimal(weight_kg, format='#,##0.###', locale=language())}{_SPACE}kg"


def typed_kg(grams: int) -> str:
    """A weight in grams as a person would type it into a field of kilograms: `12,5` in French, `12.5` in English."""
    return str(format_decimal(grams / 1000, format="0.###", locale=language()))


def degrees(celsius: float) -> str:
    """A temperature, as people write it: `3,5 °C`."""
    return f"{format_decimal(celsius, format='0.#', locale=language())}{_SPACE}°C"


def km(metres: float | None) -> str:
    """A distance in metres, written in kilometres with one decimal."""
    return "–" if metres is None else f"{format_decimal(metres / 1000, format='#,##0.0', locale=language())}{_SPACE}km"


def span(seconds: float | None) -> str:
    """A length of time in seconds, written in hours and minutes: `1 h 05`, `20 min`."""
    if seconds is None:
        return "–"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}{_SPACE}h{_SPACE}{minutes:02d}" if hours else f"{minutes}{_SPACE}min"


def hour(at: datetime | None) -> str:
    """The local time of day of a moment: `08:30`."""
    return "–" if at is None else str(format_time(at, format="HH:mm", tzinfo=PARIS, locale=language()))


def moment(at: datetime | None) -> str:
    """A moment: its hour where it is today, with its day otherwise."""
    if at is None:
        return "–"
    if local_day(at) == local_day(clock.now()):
        return hour(at)
    return str(format_datetime(at, format="EEE d MMM, HH:mm", tzinfo=PARIS, locale=language()))


def day(on: date | None) -> str:
    """A date in words: `mardi 24 novembre`."""
    return "–" if on is None else str(format_date(on, format="EEEE d MMMM", locale=language()))


def short_day(on: date | None) -> str:
    """A date as a label has it: `24/11/2026` in French, `24 Nov 2026` in English."""
    pattern = "dd/MM/yyyy" if language() == "fr" else "d MMM yyyy"
    return "–" if on is None else str(format_date(on, format=pattern, locale=language()))


def weekday(number: int) -> str:
    """The name of a day of the week; 1 is Monday."""
    return str(format_date(date(2024, 1, number), format="EEEE", locale=language()))  # a Monday was the first


def geo_link(lat: float, lon: float, name: str = "") -> str:
    """A `geo:` address (RFC 5870) that opens the phone's own navigation at that point, labelled."""
    point = f"{lat:.6f},{lon:.6f}"
    return f"geo:{point}?q={point}({quote(name)})"


def phone_link(phone: str) -> str:
    """A `tel:` address of a phone number as people write it."""
    return "tel:" + "".join(mark for mark in phone if mark.isdigit() or mark == "+")


def shown_phone(phone: str) -> str:
    """A French number in pairs, `02 40 00 00 00`; others as they are."""
    digits = "".join(mark for mark in phone if mark.isdigit() or mark == "+")
    national = "0" + digits[3:] if digits.startswith("+33") else digits
    if len(national) != 10 or not national.startswith("0"):
        return phone
    return _NARROW_SPACE.join(national[start : start + 2] for start in range(0, 10, 2))


def local_time_value(at: datetime) -> str:
    """A moment's local hour as a field of type time holds it."""
    return at.astimezone(PARIS).strftime("%H:%M")


def add_filters(app: Flask) -> None:
    """Make these known to the templates."""
    shown = (kg, kilos, typed_kg, degrees, km, span, hour, moment, day, short_day, weekday)
    links = (geo_link, phone_link, shown_phone, local_time_value)
    app.jinja_env.filters.update({each.__name__: each for each in (*shown, *links)})
