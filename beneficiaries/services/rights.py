"""A person exercises a right: received, answered in time, and what she asks is really done."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.documents import ACCESS_RESPONSE, access_facts
from beneficiaries.duties.delays import EXTENDED_MONTHS, due_on
from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import (
    BeneficiaryStatus,
    ConsentManner,
    ContactPreference,
    IdentityCheck,
    RequestKind,
    RequestOutcome,
    RightsRequest,
)
from beneficiaries.retention.erasure import ASKED, erase_beneficiary
from beneficiaries.selectors.rights import current_consents, is_valid
from beneficiaries.services.consents import withdraw
from beneficiaries.services.locking import lock_person
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.text import clean
from inclusion.ui.formats import short_day

# A letter found at the bottom of a drawer; older than that, it is a mistake of the keyboard.
OLDEST_RECEIPT_DAYS = 366
REASON_LENGTH = 500
ANSWER_LENGTH = 2000
DONE = {RequestOutcome.GRANTED, RequestOutcome.PARTLY}

# Acts that correct what is written about a person.
CORRECTIONS = (
    "beneficiary.updated",
    "note.",
    "household.",
    "assessment.",
)


@transaction.atomic
def receive_request(*, beneficiary, by, kind, received_on, identity_check, words=""):
    """Write down what a person asks for; the answer is due within a month."""
    beneficiary = lock_person(beneficiary, by)
    today = timezone.localdate()
    if kind not in RequestKind.values:
        raise Refused("Dites ce que la personne demande.")
    if identity_check not in IdentityCheck.values:
        raise Refused("Dites comment vous savez que c’est bien elle.")
    if not today - timedelta(days=OLDEST_RECEIPT_DAYS) <= received_on <= today:
        raise Refused("Une demande est reçue aujourd’hui, ou dans l’année écoulée.")
    if beneficiary.rights_requests.open().filter(kind=kind).exists():
        raise Refused("La même demande est déjà en cours\u00a0: répondez d’abord à celle-là.")
    request = RightsRequest.objects.create(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        subject_pseudonym=beneficiary.pseudonym,
        kind=kind,
        received_on=received_on,
        identity_check=identity_check,
        due_on=due_on(received_on),
        words=checked_text(words, ANSWER_LENGTH),
        received_by=by,
    )
    record(
        "rights.received",
        beneficiary,
        by=by,
        request=str(request.pk),
        kind=kind,
        due_on=request.due_on.isoformat(),
    )
    return request


@transaction.atomic
def extend_request(*, request, by, reason, is_told):
    """Two more months for a complex request, said to the person within the first one."""
    request, beneficiary = _locked(request, by)
    if request.extended_on:
        raise Refused("Cette demande a déjà été prolongée.")
    if timezone.localdate() > request.due_on:
        raise Refused("Le délai est passé\u00a0: il ne se prolonge plus. Répondez sans attendre.")
    request.extension_reason = checked_text(reason, REASON_LENGTH)
    if not request.extension_reason:
        raise Refused("Dites pourquoi il faut plus de temps.")
    if not is_told:
        raise Refused("Dites d’abord à la personne que la réponse prendra plus de temps.")
    request.due_on = due_on(request.received_on, EXTENDED_MONTHS)
    request.extended_on = timezone.localdate()
    request.save(update_fields=["extension_reason", "due_on", "extended_on"])
    record(
        "rights.extended",
        beneficiary,
        by=by,
        request=str(request.pk),
        due_on=request.due_on.isoformat(),
    )
    return request


@transaction.atomic
def release_access(*, request, by, hidden_words=None, with_reader_names=False):
    """Make her copy, other people's names hidden; made again, it replaces the one before.

    `hidden_words` maps a note's key to the words to hide in it.
    """
    request, beneficiary = _locked(request, by)
    if request.kind != RequestKind.ACCESS:
        raise Refused("Seule une demande d’accès donne une copie du dossier.")
    facts = access_facts(
        request,
        beneficiary,
        by=by,
        hidden_words=hidden_words or {},
        with_reader_names=with_reader_names,
    )
    request.document = issue_document(
        ACCESS_RESPONSE,
        facts,
        subject=request,
        by=by,
        subtitle=f"Dossier {beneficiary.file_number}",
        replaces=request.document,
    )
    request.save(update_fields=["document"])
    record(
        "rights.access_released",
        beneficiary,
        by=by,
        request=str(request.pk),
        document=request.document.number,
        hidden=facts["hidden_count"],
        names=with_reader_names,
    )
    return request.document


@transaction.atomic
def record_portability(*, request, by):
    """What she gave was taken out, for her: the journal knows it."""
    request, beneficiary = _locked(request, by)
    if request.kind != RequestKind.PORTABILITY:
        raise Refused("Cette demande n’est pas une demande de portabilité.")
    record("rights.portability_exported", beneficiary, by=by, request=str(request.pk))
    return beneficiary


@transaction.atomic
def answer_request(*, request, by, outcome, answer):
    """Answer; what was granted is done here, or the answer is refused."""
    request, beneficiary = _locked(request, by)
    if outcome not in RequestOutcome.values:
        raise Refused("Dites quelle suite vous donnez.")
    request.answer = checked_text(answer, ANSWER_LENGTH)
    if not request.answer:
        raise Refused("Écrivez ce que vous répondez à la personne.")
    request.outcome = outcome
    request.closed_at = timezone.now()
    request.closed_by = by
    request.save(update_fields=["answer", "outcome", "closed_at", "closed_by"])
    record(
        "rights.answered",
        beneficiary,
        by=by,
        request=str(request.pk),
        kind=request.kind,
        outcome=outcome,
        late=timezone.localdate() > request.due_on,
    )
    if outcome in DONE:
        EFFECTS[request.kind](request, beneficiary, by)
    return request


@transaction.atomic
def lift_limitation(*, beneficiary, by, reason, is_told):
    """Let a frozen file be used again; the person is told before (article 18.3)."""
    _refuse_others(by)
    beneficiary = lock_person(beneficiary, by)
    if not beneficiary.limited_at:
        raise Refused("Ce dossier n’est pas gelé.")
    reason = checked_text(reason, REASON_LENGTH)
    if not reason:
        raise Refused("Dites pourquoi le dossier n’a plus à être gelé.")
    if not is_told:
        raise Refused("Informez d’abord la personne\u00a0: le règlement le demande.")
    beneficiary.limited_at = None
    beneficiary.save(update_fields=["limited_at"])
    request = (
        beneficiary.rights_requests.locked()
        .filter(kind=RequestKind.LIMITATION, closed_at__isnull=False)
        .order_by("-closed_at")
        .first()
    )
    if request:
        lifted = f"Levée le {short_day(timezone.localdate())}\u00a0: {reason}"
        request.answer = f"{request.answer}\n{lifted}"
        request.save(update_fields=["answer"])
    record("rights.limitation_lifted", beneficiary, by=by)
    return beneficiary


# What each right does, once granted


def _give_access(request, beneficiary, by):
    if request.document_id is None:
        raise Refused("Préparez d’abord la copie du dossier, puis remettez-la à la personne.")


def _rectify(request, beneficiary, by):
    if not _done_since(request, beneficiary, CORRECTIONS):
        raise Refused(
            "Corrigez d’abord le dossier\u00a0: aucune correction n’y est inscrite depuis la"
            " demande."
        )


def _erase(request, beneficiary, by):
    erase_beneficiary(beneficiary=beneficiary, by=by, reason=ASKED)


def _oppose(request, beneficiary, by):
    """No more use of the file: every agreement ends, nobody contacts her, the file closes."""
    for consent in current_consents(beneficiary):
        if is_valid(consent):
            withdraw(consent, beneficiary=beneficiary, by=by, manner=ConsentManner.WITNESSED)
    beneficiary.preferred_contact = ContactPreference.NONE
    if not beneficiary.is_closed:
        beneficiary.status, beneficiary.closed_at = BeneficiaryStatus.CLOSED, timezone.now()
    beneficiary.version += 1
    beneficiary.save(update_fields=["preferred_contact", "status", "closed_at", "version"])
    record("rights.opposed", beneficiary, by=by, request=str(request.pk))


def _limit(request, beneficiary, by):
    if beneficiary.limited_at:
        raise Refused("Ce dossier est déjà gelé.")
    beneficiary.limited_at = timezone.now()
    beneficiary.save(update_fields=["limited_at"])
    record("rights.limited", beneficiary, by=by, request=str(request.pk))


def _hand_over_data(request, beneficiary, by):
    if not _done_since(request, beneficiary, ("rights.portability_exported",)):
        raise Refused("Téléchargez d’abord le fichier, puis remettez-le à la personne.")


EFFECTS = {
    RequestKind.ACCESS: _give_access,
    RequestKind.RECTIFICATION: _rectify,
    RequestKind.ERASURE: _erase,
    RequestKind.OPPOSITION: _oppose,
    RequestKind.LIMITATION: _limit,
    RequestKind.PORTABILITY: _hand_over_data,
}


def _done_since(request, beneficiary, actions):
    """Whether the journal knows of one of these acts on her file since she asked."""
    since = timezone.make_aware(datetime.combine(request.received_on, time()))
    done = (
        Entry.objects.about(beneficiary)
        .filter(chain="acts", at__gte=since)
        .values_list("action", flat=True)
    )
    return any(action.startswith(actions) for action in done)


def _locked(request, by):
    """The request and its person, both locked; the person first, as everywhere."""
    _refuse_others(by)
    if request.beneficiary_id is None:
        raise Refused("Il a déjà été répondu à cette demande.")
    beneficiary = lock_person(request.beneficiary, by)
    try:
        request = RightsRequest.objects.visible_to(by).locked().get(pk=request.pk)
    except RightsRequest.DoesNotExist:
        raise Refused("Cette demande n’existe plus.") from None
    if request.closed_at:
        raise Refused("Il a déjà été répondu à cette demande.")
    return request, beneficiary


def _refuse_others(by):
    if by.role != Role.MANAGER:
        raise Refused("Seul·e un·e responsable répond à une demande.")


def checked_text(text, length):
    """What is typed about a person: tidied, short, and nothing that must never be written."""
    text = clean(text)
    if len(text) > length:
        raise Refused(f"Ce texte tient en {length}\u00a0caractères.")
    refuse_forbidden(text)
    return text
