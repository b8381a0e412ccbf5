"""Why something is left behind, in sentences that a coordinator can act on, in French and in English."""

from __future__ import annotations

from foodlink.domain import food_rules
from foodlink.planning.cargo import Cargo, LeftOut
from foodlink.planning.snapshot import Snapshot
from foodlink.routing_bridge.takers import pickup_window

SENTENCES = {
    "no_vehicle_skill": (
        "Aucun bénévole en service ce jour-là ne peut garder ce produit au froid : trouver un véhicule avec des caisses"
        " isothermes, ou le faire retirer par l'association.",
        "No volunteer on shift that day can keep this cold: find a vehicle with insulated crates, or have the association"
        " fetch it.",
    ),
    "too_large": (
        "Le lot est plus grand que tous les véhicules qui pourraient le porter : partager la réservation, ou trouver un"
        " plus grand véhicule.",
        "It is larger than every vehicle that may carry it: split the reservation, or find a larger vehicle.",
    ),
    "no_shift": (
        "Aucun bénévole qui pourrait le porter n'est en service pendant ses horaires : chercher un bénévole à cette heure.",
        "No volunteer who could carry it is on shift within its hours: look for one at that time.",
    ),
    "windows_unreachable": (
        "Aucun bénévole ne peut être à temps à la collecte puis à la livraison : élargir un horaire, ou chercher un"
        " bénévole plus proche.",
        "No volunteer can be in time at the pickup and then at the delivery: widen a window, or look for someone nearer.",
    ),
    "ride_too_long": (
        "Le produit froid resterait trop longtemps à bord, même seul : chercher une association plus proche.",
        "The cold chain would be on the road too long, even alone: look for an association nearer by.",
    ),
    "no_room": (
        "Aucune association joignable n'a assez de place ce jour-là pour ce produit.",
        "No association within reach has enough room for it that day.",
    ),
    "not_worth_it": (
        "Le trajet coûterait plus de temps aux bénévoles que ce lot n'en vaut : grouper avec une autre offre voisine, ou"
        " le faire retirer.",
        "The drive would cost volunteers more time than this is worth: join it to an offer near by, or have it fetched.",
    ),
    "crowded_out": (
        "Ce qui est porté à la place ne laisse ni temps, ni place : un bénévole ou un véhicule de plus le permettrait.",
        "What is carried instead leaves no time, capacity or room: one more volunteer or vehicle would do.",
    ),
    "on_board": (
        "Le produit est à bord et personne d'autre ne peut le prendre aujourd'hui : convenir de son retour au producteur.",
        "It is on board and nobody else can take it today: arrange its return to the producer.",
    ),
}


def left_out(snapshot: Snapshot, cargo: Cargo, *, spoiled: bool) -> LeftOut:
    """Why nothing can be asked of the router for this piece: it cannot be fetched, nobody may take it, or not in time."""
    if cargo.on_board_of is not None:
        return LeftOut(cargo, "on_board", *SENTENCES["on_board"])
    if spoiled:
        return LeftOut(cargo, "ride_too_long", *SENTENCES["ride_too_long"])
    if cargo.food.window is None:
        return LeftOut(
            cargo,
            "windows_unreachable",
            "Le producteur est fermé ce jour-là.",
            "The producer is closed that day.",
        )
    if pickup_window(snapshot, cargo.food) is None:
        return LeftOut(
            cargo,
            "windows_unreachable",
            "L'horaire de collecte est passé, ou la DLC.",
            "The time to fetch it, or its use-by date, has passed.",
        )
    code, fr, en = _nobody(snapshot, cargo)
    return LeftOut(cargo, code, fr, en)


def _nobody(snapshot: Snapshot, cargo: Cargo) -> tuple[str, str, str]:
    """Why none of those whom it may go to can take it: the last hurdle that any of them came to."""
    only = cargo.held_by if cargo.claimed else cargo.food.pinned_to
    asked = [taker for taker in snapshot.takers if only in (None, taker.id)]
    refusals = [food_rules.may_not_go_to(cargo.food, taker, snapshot.at) for taker in asked]
    if any(refusal is None for refusal in refusals):
        return (
            "windows_unreachable",
            "Aucune association qui peut le prendre n'est encore ouverte aujourd'hui.",
            "No association that may take it is still open today.",
        )
    for code in ("use_by_too_near", "no_storage", "not_accepted"):
        for refusal in refusals:
            if refusal is not None and refusal.code == code:
                return "windows_unreachable" if code == "use_by_too_near" else "no_room", refusal.fr, refusal.en
    return (
        "no_room",
        "Aucune association du territoire ne peut le prendre.",
        "No association of the territory may take it.",
    )
