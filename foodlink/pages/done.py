"""What has just been done, told on the next page: a word in its address, a sentence from here."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _

_SENTENCES = {
    "posted": _("Thank you! Your offer is online and the associations see it now."),
    "withdrawn": _("The offer is withdrawn, and those concerned are told."),
    "handed_over": _("Noted: the food was fetched."),
    "not_fetched": _("Noted: the food was not fetched."),
    "reserved": _("Reserved. You find it below, with the hour as soon as a route is planned."),
    "given_back": _("Given back: others can take it now."),
    "accepted": _("Thank you! The route is yours."),
    "declined": _("Noted. The food is planned again with others; thank you for saying so."),
    "answered": _("Noted: the driver takes this route."),
    "planned_again": _("Noted: the rest of the day is planned again."),
    "reported": _("Noted."),
    "shifts": _("Your hours and your vehicle are noted."),
    "published": _("The plan is published: the routes are with their drivers."),
    "pinned": _("Pinned; the next plan keeps to it."),
    "unpinned": _("No longer pinned."),
    "closed": _("The day is closed, and the rest is planned again."),
    "opened": _("The day is open again."),
    "rules": _("The rules are changed, from the next plan on."),
    "given": _("Reserved for the association."),
    "erased": _("Name, email and phone are erased. The log keeps the number of the account alone."),
    "disabled": _("This account can no longer sign in."),
    "password": _("Your password is set. You can sign in with it now."),
}


def done_sentence() -> str:
    """The sentence for what the address says was done; nothing where it says nothing that is known."""
    return str(_SENTENCES.get(request.args.get("done", ""), ""))
