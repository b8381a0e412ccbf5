"""Names of communes, for people who know their country by its towns."""

from __future__ import annotations

from foodlink.domain.offer import Offer
from foodlink.domain.organisation import Organisation
from foodlink.places.gazetteer import gazetteer


def commune_of(place: Offer | Organisation) -> str:
    """The name of the commune where something is; its address where the commune is not known."""
    known = gazetteer().by_insee.get(place.commune or "")
    return known.name if known is not None else place.address
