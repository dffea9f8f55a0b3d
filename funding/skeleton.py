"""A first draft of the narrative, from the figures: a person completes it, nothing replaces her."""

from datetime import date

from inclusion.text import counted
from inclusion.ui.formats import NBSP, day, number, percent

# What a person still has to say; a report does not leave with it.
TO_COMPLETE = "[à compléter]"


def narrative_skeleton(snapshot):
    """What the records say, sentence by sentence, and the places left to a person."""
    report = snapshot["report"]
    first, last = (day(date.fromisoformat(report[f"period_{end}"])) for end in ("start", "end"))
    by_code = {indicator["code"]: indicator for indicator in snapshot["indicators"]}
    title = f"«{NBSP}{snapshot['project']['title']}{NBSP}»"
    sentences = [f"Du {first} au {last}, l’action {title} a donné lieu à ce qui suit."]
    sentences += [*_hand_overs(snapshot, by_code), *_workshops(by_code)]
    return "\n\n".join(
        [
            " ".join(sentences),
            f"Déroulement, partenaires, moyens{NBSP}: {TO_COMPLETE}.",
            f"Suites données à l’action{NBSP}: {TO_COMPLETE}.",
        ]
    )


def _value(by_code, code):
    indicator = by_code.get(code)
    return None if indicator is None or indicator["is_masked"] else indicator["value"]


def _hand_overs(snapshot, by_code):
    delivered = snapshot["delivered"]
    if delivered is None:
        return
    funded = snapshot["grant"]["funded_units"]
    whole = f" sur {number(funded)} financés" if funded else ""
    sentence = f"{number(delivered)} {snapshot['project']['unit_label']} ont été remis{whole}"
    share = _value(by_code, "share_in_qpv")
    if share is not None:
        sentence += f", dont {percent(share)} en quartier prioritaire"
    yield f"{sentence}."


def _workshops(by_code):
    held = _value(by_code, "workshops_held")
    if not held:
        return
    came = counted(_value(by_code, "workshop_attendances"), "participation")
    yield (
        f"{counted(held, 'séance d’atelier a été tenue', 'séances d’atelier ont été tenues')},"
        f" pour {came}."
    )
    people = _value(by_code, "distinct_people_accompanied")
    if people:
        came = ("personne différente y est venue", "personnes différentes y sont venues")
        yield f"{counted(people, *came)}."
