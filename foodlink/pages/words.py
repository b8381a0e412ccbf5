"""The words of the domain as the pages say them: states, categories, temperatures, roles."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _in

WORDS: dict[str, dict[str, object]] = {
    "category": {
        "bakery": _("Bread and pastries"),
        "fruit_vegetables": _("Fruit and vegetables"),
        "dairy": _("Dairy"),
        "meat_fish": _("Meat and fish"),
        "prepared": _("Prepared dishes"),
        "grocery": _("Groceries"),
        "drinks": _("Drinks"),
        "hygiene": _("Hygiene"),
        "other": _in("category", "Other"),
    },
    "temperature": {
        "ambient": _("Ambient"),
        "chilled": _("Chilled (4 °C at most)"),
        "frozen": _("Frozen (−18 °C at most)"),
    },
    "offer": {
        "open": _in("offer", "Open"),
        "partly_reserved": _in("offer", "Partly reserved"),
        "reserved": _in("offer", "Reserved"),
        "planned": _in("offer", "On a route"),
        "collected": _in("offer", "Collected"),
        "delivered": _in("offer", "Delivered"),
        "withdrawn": _in("offer", "Withdrawn"),
        "expired": _in("offer", "Expired"),
        "failed": _in("offer", "Failed"),
    },
    "reservation": {
        "active": _in("reservation", "Waiting for a route"),
        "planned": _in("reservation", "On a route"),
        "collected": _in("reservation", "Collected, on its way"),
        "delivered": _in("reservation", "Delivered"),
        "released": _in("reservation", "Given back"),
        "refused": _in("reservation", "Refused"),
        "expired": _in("reservation", "Expired"),
        "failed": _in("reservation", "Failed"),
    },
    "self_reservation": {
        "active": _in("reservation", "To be fetched"),
        "planned": _in("reservation", "To be fetched"),
    },
    "plan": {
        "queued": _in("plan", "Waiting its turn"),
        "solving": _in("plan", "Being worked out"),
        "ready": _in("plan", "Ready to publish"),
        "published": _in("plan", "Published"),
        "superseded": _in("plan", "Replaced"),
        "failed": _in("plan", "Failed"),
    },
    "route": {
        "draft": _in("route", "Draft"),
        "proposed": _in("route", "Awaiting your answer"),
        "accepted": _in("route", "Accepted"),
        "under_way": _in("route", "Under way"),
        "done": _in("route", "Done"),
        "declined": _in("route", "Declined"),
        "superseded": _in("route", "Replaced"),
        "cancelled": _in("route", "Cancelled"),
    },
    "route_of_another": {"proposed": _in("route", "Not answered yet")},
    "stop": {
        "planned": _in("stop", "Next"),
        "arrived": _in("stop", "Arrived"),
        "done": _in("stop", "Done"),
        "failed": _in("stop", "Failed"),
        "refused": _in("stop", "Refused"),
        "cancelled": _in("stop", "Cancelled"),
    },
    "stop_kind": {"pickup": _("Collect"), "delivery": _("Deliver")},
    "transport": {"delivery": _("A volunteer brings it"), "self": _("We fetch it ourselves")},
    "origin": {"claimed": _("Reserved by the association"), "allocated": _("Shared out by FoodLink")},
    "vehicle": {"car": _("Car"), "cargo_bike": _("Cargo bike"), "van": _("Van")},
    "noun": {
        "offer": _("Offer"),
        "reservation": _("Reservation"),
        "plan": _("Plan"),
        "route": _("Route"),
        "stop": _("Stop"),
        "lot": _("Lot"),
        "organisation": _("Organisation"),
        "account": _("Account"),
        "driver": _("Driver"),
        "territory": _("Territory"),
    },
    "happening": {
        "invited": _("invited"),
        "disabled": _("closed"),
        "erased": _("erased"),
        "amended": _("changed"),
        "changed": _("changed"),
        "pinned": _("pinned"),
        "closed": _("closed on a day"),
        "reopened": _("open again"),
        "lot_pinned": _("pinned"),
        "lot_unpinned": _("no longer pinned"),
        "rules_set": _("rules changed"),
        "shifts_set": _("hours changed"),
    },
    "report": {
        "arrived": _("arrived"),
        "collected": _("collected"),
        "delivered": _("delivered"),
        "failed": _("did not work"),
        "refused": _("refused"),
    },
    "role": {
        "producer": _("Producer"),
        "association": _("Association"),
        "driver": _("Volunteer driver"),
        "coordinator": _("Coordinator"),
        "admin": _("Administrator"),
    },
    "organisation": {
        "artisan": _("Artisan"),
        "shop": _("Shop"),
        "farm": _("Farm"),
        "market_gardener": _("Market gardener"),
        "association": _("Association"),
    },
    "allergen": {
        "gluten": _("Gluten"),
        "crustaceans": _("Crustaceans"),
        "eggs": _("Eggs"),
        "fish": _("Fish"),
        "peanuts": _("Peanuts"),
        "soybeans": _("Soya"),
        "milk": _("Milk"),
        "nuts": _("Nuts"),
        "celery": _("Celery"),
        "mustard": _("Mustard"),
        "sesame": _("Sesame"),
        "sulphites": _("Sulphites"),
        "lupin": _("Lupin"),
        "molluscs": _("Molluscs"),
    },
}


def word(kind: str, code: object) -> str:
    """How a code of that kind is said in the reader's language; the code itself where none is known."""
    return str(WORDS[kind].get(str(code), code))


def add_words(app: Flask) -> None:
    """Make the words known to the templates."""
    app.jinja_env.globals.update(word=word, words=WORDS)
