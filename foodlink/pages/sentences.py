"""Sentences of services, schemas and errors that the pages repeat to people; listed so that the catalogue has each."""

from __future__ import annotations


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue and gives it back as it is."""
    return sentence


SENTENCES = frozenset(
    {
        _("There is no such thing, or it is another's."),
        _("Your role never does this."),
        _("The present state forbids this."),
        _("Not enough is left of what was asked for."),
        _("What was sent is not valid."),
        _("This change of state is not allowed."),
        _("Too many tries; wait a moment."),
        _("The window closes before it opens."),
        _("The window is already over."),
        _("The window ends more than a year from now."),
        _("The use-by date is past."),
        _("Missing data for required field."),
        _("Not a valid number."),
        _("Not a valid integer."),
        _("Not a valid string."),
        _("Must have at most 3 decimals."),
        _("Control characters and broken characters are not allowed."),
        _("Must be a day, as 2026-11-24."),
        _("Not a day that exists."),
        _("This year is out of bounds."),
        _("This address is not known; give lat and lon."),
        _("This place is outside every territory."),
        _("Meat and fish are given chilled or frozen; a tin is grocery."),
        _("The association does not take this category."),
        _("The association cannot store this."),
        _("Each only once."),
        _("Not a valid email address."),
    }
)
