"""What becomes of every row that names a person: in a merge, an erasure, an access request.

One entry a relation, in the order of an erasure (what points to others goes first). The apps that
know more relations register theirs with the same helpers. A test introspects the models: a new
key to Beneficiary without an entry fails the build.
"""

from django.apps import apps
from django.db.models import Q

from beneficiaries.models import BeneficiaryStatus, DistinctPair, Merge
from inclusion.documents.destroying import destroy_documents_about
from inclusion.registry import PersonRelation
from inclusion.ui.formats import day


def relation(name, title, *, line=None, erase=None, move=None, move_back=None):
    """The entry of « app.Model.field », with the general functions where none is given.

    `line(row)` words one row for the person herself as (label, value); without it, the rows say
    nothing of her (search tokens, pairs) and nothing is told.
    """
    app, model_name, field = name.split(".")

    def model():
        return apps.get_model(app, model_name)

    return PersonRelation(
        relation=name,
        title=title,
        move=move or (lambda absorbed, survivor: move_rows(model(), field, absorbed, survivor)),
        move_back=move_back
        or (lambda ids, absorbed: move_rows_back(model(), field, ids, absorbed)),
        erase=erase or (lambda beneficiary: erase_rows(model(), field, beneficiary)),
        export=lambda beneficiary, member: (
            [line(row) for row in _in_order(model(), field, beneficiary)] if line else []
        ),
    )


def rows_of(model, field, beneficiary):
    return model.objects.filter(**{field: beneficiary})


def _in_order(model, field, beneficiary):
    return rows_of(model, field, beneficiary).order_by("pk")


def move_rows(model, field, absorbed, survivor):
    """Every row of the absorbed file now names the survivor; returns their keys."""
    rows = rows_of(model, field, absorbed)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    model.objects.filter(pk__in=keys).update(**{field: survivor})
    return [str(key) for key in keys]


def move_rows_back(model, field, ids, absorbed):
    """The rows that moved name the absorbed file again; those erased since are no more."""
    model.objects.filter(pk__in=ids).update(**{field: absorbed})


def erase_rows(model, field, beneficiary):
    """The rows go, and what documents about them said."""
    rows = rows_of(model, field, beneficiary)
    keys = list(rows.values_list("pk", flat=True))
    destroy_documents_about(model, keys)
    model.objects.filter(pk__in=keys).delete()
    return len(keys)


def stay(absorbed, survivor):
    """Rows that speak of the file rather than of the person stay with it."""
    return []


def nothing_to_move_back(ids, absorbed):
    """They had stayed."""


def move_but(colliding):
    """Move every row but those `colliding(absorbed, survivor)` names: the survivor has the like."""

    def build(name):
        app, model_name, field = name.split(".")

        def move(absorbed, survivor):
            model = apps.get_model(app, model_name)
            rows = rows_of(model, field, absorbed).exclude(pk__in=colliding(absorbed, survivor))
            keys = list(rows.order_by("pk").values_list("pk", flat=True))
            model.objects.filter(pk__in=keys).update(**{field: survivor})
            return [str(key) for key in keys]

        return move

    return build


def _same_household(absorbed, survivor):
    return absorbed.households.filter(household__in=survivor.households.values("household")).values(
        "pk"
    )


def _same_hold(absorbed, survivor):
    """An open hold for the same reason stays where it is: it protects both files (blocks)."""
    return (
        absorbed.holds.open().filter(reason__in=survivor.holds.open().values("reason")).values("pk")
    )


def _move_household_places(absorbed, survivor):
    """A place in a household both belong to stays; a confidential link remains one for her."""
    moved = move_but(_same_household)("beneficiaries.HouseholdMember.beneficiary")(
        absorbed, survivor
    )
    hidden = absorbed.households.filter(is_confidential=True).values("household")
    open_places = survivor.households.filter(household__in=hidden, is_confidential=False)
    closed = [f"hidden:{key}" for key in open_places.values_list("pk", flat=True)]
    survivor.households.filter(household__in=hidden).update(is_confidential=True)
    return moved + closed


def _move_household_places_back(ids, absorbed):
    from beneficiaries.models import HouseholdMember

    hidden = [each.partition(":")[2] for each in ids if each.startswith("hidden:")]
    HouseholdMember.objects.filter(pk__in=hidden).update(is_confidential=False)
    moved = [each for each in ids if not each.startswith("hidden:")]
    HouseholdMember.objects.filter(pk__in=moved).update(beneficiary=absorbed)


def _erase_household_places(beneficiary):
    """A household nobody with a file belongs to any more goes with the last of them."""
    from beneficiaries.models import Household

    households = list(beneficiary.households.values_list("household", flat=True))
    erased, _ = beneficiary.households.all().delete()
    Household.objects.filter(pk__in=households, members__isnull=True).delete()
    return erased


# A consent both files answered: the most restrictive of the two current answers holds.
RESTRICTION = {"given": 0, "refused": 1, "withdrawn": 2}


def _move_consents(absorbed, survivor):
    """All her answers are hers; where the two files differ, the most restrictive one is repeated.

    Rows are only ever added: the repetition is a new row, taken away again if the merge is undone.
    """
    from beneficiaries.models import Consent

    current = {}
    for answer in Consent.objects.filter(beneficiary__in=[absorbed, survivor]).latest():
        current.setdefault((answer.purpose, answer.receiver), []).append(answer)
    moved = move_rows(Consent, "beneficiary", absorbed, survivor)
    added = []
    for answers in current.values():
        strictest = max(answers, key=lambda answer: (RESTRICTION[answer.state], answer.at))
        latest = max(answers, key=lambda answer: (answer.at, answer.pk))
        if strictest.state != latest.state:
            repeated = Consent.objects.create(
                organisation_id=survivor.organisation_id,
                beneficiary=survivor,
                by=strictest.by,
                **{
                    name: getattr(strictest, name)
                    for name in ("purpose", "receiver", "state", "notice_version", "manner")
                },
            )
            added.append(f"added:{repeated.pk}")
    return moved + added


def _move_consents_back(ids, absorbed):
    from beneficiaries.models import Consent

    added = [each.partition(":")[2] for each in ids if each.startswith("added:")]
    Consent.objects.filter(pk__in=added).delete()
    moved = [each for each in ids if not each.startswith("added:")]
    Consent.objects.filter(pk__in=moved).update(beneficiary=absorbed)


def _erase_referrals(beneficiary):
    """The receiver's copy is emptied too, and the link that opened it closed."""
    from beneficiaries.models import IncomingReferral, Referral
    from inclusion.organisations.models import PublicLink

    keys = list(beneficiary.referrals.values_list("pk", flat=True))
    IncomingReferral.objects.filter(referral_id__in=keys).update(
        shared="", message="", decline_words=""
    )
    PublicLink.objects.filter(object_id__in=keys).delete()
    return erase_rows(Referral, "beneficiary", beneficiary)


def _erase_notes(beneficiary):
    """In one statement: an amendment names the note it amends."""
    from beneficiaries.models import Note, NoteReader

    NoteReader.objects.filter(note__beneficiary=beneficiary).delete()
    notes = Note.objects.filter(beneficiary=beneficiary)
    return notes._raw_delete(notes.db)


def _erase_papers(beneficiary):
    """The sealed files go once the transaction is committed."""
    from functools import partial

    from django.core.files.storage import default_storage
    from django.db import transaction

    for path in beneficiary.papers.values_list("path", flat=True):
        if path:
            transaction.on_commit(partial(default_storage.delete, path))
    return beneficiary.papers.all().delete()[0]


def _empty_requests(beneficiary):
    """That a request was made and answered is kept, under a pseudonym whose key is gone."""
    from beneficiaries.models import RightsRequest

    keys = list(beneficiary.rights_requests.values_list("pk", flat=True))
    destroy_documents_about(RightsRequest, keys)
    RightsRequest.objects.filter(pk__in=keys).update(
        beneficiary=None, words="", answer="", extension_reason=""
    )
    return len(keys)


def _move_pairs(absorbed, survivor):
    """« Not the same person as X » was said of her whichever file it was said of."""
    moved = []
    known = _others_of(survivor)
    for pair in DistinctPair.objects.filter(Q(first=absorbed) | Q(second=absorbed)):
        other = pair.second_id if pair.first_id == absorbed.pk else pair.first_id
        if other == survivor.pk or other in known:
            continue
        _rewrite(pair, survivor.pk, other)
        moved.append(str(pair.pk))
    return moved


def _move_pairs_back(ids, absorbed):
    for pair in DistinctPair.objects.filter(pk__in=ids):
        keys = {pair.first_id, pair.second_id}
        other = next(iter(keys - {absorbed.merged_into_id}), None)
        if other and other != absorbed.pk:
            _rewrite(pair, absorbed.pk, other)


def _others_of(beneficiary):
    pairs = DistinctPair.objects.filter(Q(first=beneficiary) | Q(second=beneficiary))
    return {key for pair in pairs.values_list("first", "second") for key in pair}


def _rewrite(pair, one, other):
    pair.first_id, pair.second_id = sorted([one, other])
    pair.save(update_fields=["first", "second"])


def _erase_merges(beneficiary):
    merges = Merge.objects.filter(Q(survivor=beneficiary) | Q(absorbed=beneficiary))
    return merges.delete()[0]


def _move_absorbed(absorbed, survivor):
    """Files absorbed before lead straight to the last survivor."""
    return move_rows(type(absorbed), "merged_into", absorbed, survivor)


def _erase_absorbed(beneficiary):
    """Her other files go with this one: `erase_beneficiary` has emptied them before."""
    return beneficiary.absorbed.filter(status=BeneficiaryStatus.MERGED).count()


def _when(row, name):
    value = getattr(row, name)
    return day(value) if value else ""


ENTRIES = [
    relation(
        "beneficiaries.Referral.beneficiary",
        "Orientations",
        line=lambda row: (
            f"Orientation du {_when(row, 'created_at')}",
            f"{row.get_need_display()}, {row.get_status_display().lower()}",
        ),
        erase=_erase_referrals,
    ),
    relation(
        "beneficiaries.IncomingFile.beneficiary",
        "Dossier ouvert sur une orientation reçue",
        line=lambda row: ("Envoyée par une autre structure", f"le {_when(row, 'opened_at')}"),
    ),
    relation(
        "beneficiaries.Assessment.beneficiary",
        "Diagnostics",
        line=lambda row: (
            f"Diagnostic du {_when(row, 'started_at')}",
            row.get_chosen_path_display() or row.get_kind_display(),
        ),
    ),
    relation(
        "beneficiaries.ExternalResult.beneficiary",
        "Résultats de tests passés ailleurs",
        line=lambda row: (row.get_tool_display(), f"{row.level}, le {_when(row, 'taken_on')}"),
    ),
    relation(
        "beneficiaries.Consent.beneficiary",
        "Accords",
        line=lambda row: (
            f"{row.get_purpose_display()}{f' ({row.receiver})' if row.receiver else ''}",
            f"{row.get_state_display().lower()} le {_when(row, 'at')}",
        ),
        move=_move_consents,
        move_back=_move_consents_back,
    ),
    relation(
        "beneficiaries.Note.beneficiary",
        "Notes",
        line=lambda row: (
            f"{row.get_kind_display()} du {_when(row, 'written_at')}",
            row.body or "note effacée",
        ),
        erase=_erase_notes,
    ),
    relation(
        "beneficiaries.Paper.beneficiary",
        "Pièces",
        line=lambda row: (row.get_kind_display(), f"{row.title}, le {_when(row, 'added_at')}"),
        erase=_erase_papers,
    ),
    relation(
        "beneficiaries.HouseholdMember.beneficiary",
        "Foyer",
        line=lambda row: ("Membre d’un foyer", row.get_role_display().lower()),
        move=_move_household_places,
        move_back=_move_household_places_back,
        erase=_erase_household_places,
    ),
    relation(
        "beneficiaries.NoticeDelivery.beneficiary",
        "Notices d’information remises",
        line=lambda row: (
            f"Notice {row.version}",
            f"{row.get_channel_display().lower()}, le {_when(row, 'delivered_at')}",
        ),
    ),
    relation(
        "beneficiaries.RightsRequest.beneficiary",
        "Demandes sur ses données",
        line=lambda row: (
            f"{row.get_kind_display()} du {_when(row, 'received_on')}",
            row.get_outcome_display().lower() or "en cours",
        ),
        erase=_empty_requests,
    ),
    relation(
        "beneficiaries.Hold.beneficiary",
        "Conservations exceptionnelles",
        line=lambda row: (
            row.get_reason_display(),
            f"depuis le {_when(row, 'opened_at')}, à revoir le {_when(row, 'review_on')}",
        ),
        move=move_but(_same_hold)("beneficiaries.Hold.beneficiary"),
    ),
    relation(
        "beneficiaries.DistinctPair.first",
        "Dossiers reconnus différents",
        move=_move_pairs,
        move_back=_move_pairs_back,
    ),
    # Moved with the first: a pair has no order but that of its keys.
    relation(
        "beneficiaries.DistinctPair.second",
        "Dossiers reconnus différents",
        move=stay,
        move_back=nothing_to_move_back,
    ),
    relation(
        "beneficiaries.Merge.survivor",
        "Fusions",
        move=stay,
        move_back=nothing_to_move_back,
        erase=_erase_merges,
    ),
    relation(
        "beneficiaries.Merge.absorbed",
        "Fusions",
        move=stay,
        move_back=nothing_to_move_back,
        erase=_erase_merges,
    ),
    # The absorbed file keeps its own words: her former spelling still leads to her.
    relation(
        "beneficiaries.SearchToken.beneficiary",
        "Index de recherche",
        move=stay,
        move_back=nothing_to_move_back,
    ),
    relation(
        "beneficiaries.Beneficiary.merged_into",
        "Dossiers fusionnés",
        move=_move_absorbed,
        erase=_erase_absorbed,
    ),
]
