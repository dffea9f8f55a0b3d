"""What the pages, the panel and the home page say of retention."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Gender,
    Hold,
    Merge,
    MergeStatus,
    PurgeRun,
    RetentionSetting,
)
from beneficiaries.permissions import (
    can_decide_merges,
    can_manage_retention,
    can_open_files,
)
from beneficiaries.retention.jobs import files_at_term
from beneficiaries.retention.rules import (
    RULES,
    Rule,
    blocks_of,
    kept_until,
    own_delays,
    rule_of,
    since_of,
)
from beneficiaries.selectors.merging import merges_to_approve
from beneficiaries.selectors.rights import has_consent
from inclusion.encryption.blind import shown_phone
from inclusion.registry import TimelineEntry, TodoLine
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import day, short_day

LINES_AT_MOST = 20
# The others follow as these are dealt with: the home page is for today.
ANNOUNCED_AT_MOST = 5
TERMS_AT_MOST = 50
VERDICTS = {
    "erase": ("info", "trash", "À effacer"),
    "archive": ("main", "archive", "À archiver"),
    "keep": ("warn", "lock", "Gardé"),
    "announce": ("todo", "bell", "À annoncer"),
}


@dataclass(frozen=True)
class RuleLine:
    """One line of the table as the manager reads it."""

    rule: Rule
    days: int
    delay: str
    is_own: bool = False
    is_longer: bool = False
    justification: str = ""


def rule_lines():
    own = {row.rule: row for row in RetentionSetting.objects.all()}
    lines = []
    for code, rule in RULES.items():
        setting = own.get(code)
        if setting is None:
            lines.append(RuleLine(rule, rule.longest, rule.delay_words))
        else:
            lines.append(
                RuleLine(
                    rule,
                    setting.days,
                    counted(setting.days, "jour"),
                    True,
                    setting.days > rule.longest,
                    setting.justification,
                )
            )
    return lines


def term_lines(today):
    """Files at term, masked: the file number, the rule, since when, and what becomes of it."""
    return [
        {
            "file": each.file,
            "rule": each.rule.what,
            "until": each.until,
            "badge": VERDICTS[each.verdict],
            "reasons": [block.words for block in each.blocks],
        }
        for each in files_at_term(today)[:TERMS_AT_MOST]
    ]


def open_holds(member):
    today = timezone.localdate()
    holds = (
        Hold.objects.visible_to(member)
        .open()
        .select_related("beneficiary", "opened_by__user")
        .order_by("review_on", "pk")
    )
    return [(hold, hold.review_on < today) for hold in holds]


COUNT_WORDS = [
    ("considered", "dossier examiné", "dossiers examinés"),
    ("announced", "effacement annoncé", "effacements annoncés"),
    ("erased", "dossier effacé", "dossiers effacés"),
    ("erase", "dossier au terme", "dossiers au terme"),
    ("archived", "mis en archive", "mis en archive"),
    ("keep", "gardé pour un motif", "gardés pour un motif"),
    ("papers", "pièce détruite", "pièces détruites"),
    ("requests", "demande ancienne effacée", "demandes anciennes effacées"),
]


def run_lines(member):
    """The last nights, latest first, each in a sentence."""
    runs = PurgeRun.objects.filter(organisation=member.organisation_id).select_related("document")
    return [(run, run_words(run)) for run in runs.order_by("-started_at", "-pk")[:7]]


def run_words(run):
    told = [
        counted(run.counts[name], one, many)
        for name, one, many in COUNT_WORDS
        if run.counts.get(name)
    ]
    return ", ".join(told) or "rien à faire"


def person_page(beneficiary, member):
    """Her own time: since when, until when, what keeps her file."""
    delays = own_delays()
    today = timezone.localdate()
    blocks = blocks_of([beneficiary.pk], today).get(beneficiary.pk, [])
    until = kept_until(beneficiary, delays)
    return {
        "beneficiary": beneficiary,
        "rule": rule_of(beneficiary),
        "since": since_of(beneficiary),
        "until": until,
        "announced_on": beneficiary.erasure_announced_on,
        "days_left": max((until - today).days, 0),
        "blocks": blocks,
        "holds": list(beneficiary.holds.open().select_related("opened_by__user").order_by("pk")),
        "today": today,
    }


def retention_panel(beneficiary, member):
    """What `_retention_panel.html` shows; nothing is asked when her file came with its facts."""
    delays, holds = _delays_and_holds(beneficiary)
    return {
        "beneficiary": beneficiary,
        "until": kept_until(beneficiary, delays),
        "since": since_of(beneficiary),
        "announced_on": beneficiary.erasure_announced_on,
        "holds": holds,
        "limited_at": beneficiary.limited_at,
        "is_archived": beneficiary.status == BeneficiaryStatus.ARCHIVED,
    }


def _delays_and_holds(beneficiary):
    if not hasattr(beneficiary, "hold_facts"):
        return own_delays(), list(beneficiary.holds.open().order_by("review_on", "pk"))
    delays = {each["rule"]: each["days"] for each in beneficiary.delay_facts}
    holds = [
        Hold(reason=each["reason"], review_on=date.fromisoformat(each["review_on"]))
        for each in beneficiary.hold_facts
    ]
    return delays, holds


def timeline_entries(beneficiary, member):
    """Merges, holds, the announcement: one query each."""
    entries = [
        TimelineEntry(
            at=merge.decided_at,
            title=f"Dossier {merge.absorbed.file_number} joint à celui-ci",
            detail=f"par {merge.decided_by}",
            icon="arrow-left-right",
            url=reverse("beneficiaries:merge_detail", args=[merge.pk]),
            link_label="La fusion",
        )
        for merge in Merge.objects.visible_to(member)
        .filter(survivor=beneficiary, status=MergeStatus.DONE)
        .select_related("absorbed", "decided_by__user")
    ]
    entries += [
        TimelineEntry(
            at=hold.opened_at,
            title="Dossier conservé exceptionnellement",
            detail=hold.get_reason_display().lower(),
            icon="lock",
        )
        for hold in Hold.objects.visible_to(member).filter(beneficiary=beneficiary)
    ]
    return entries


def announcement_text(beneficiary, org):
    """The message to the person: an SMS in plain words, when she may be written to; else None."""
    announced_on = beneficiary.erasure_announced_on
    if announced_on is None or beneficiary.preferred_contact == "none" or not beneficiary.phone:
        return None
    until = kept_until(beneficiary, own_delays())
    phone = f" au {org.phone}" if org.phone else ""
    return {
        "phone": shown_phone(beneficiary.phone),
        "is_sms": has_consent(beneficiary, "sms"),
        "words": (
            f"{org.name}{NO_BREAK}: bonjour, nous ne vous avons pas {_seen(beneficiary)} depuis"
            " longtemps. Votre"
            f" dossier chez nous sera effacé après le {day(until)}. Pour le garder, appelez-nous"
            f"{phone} ou passez nous voir. Sinon, vous n’avez rien à faire."
        ),
    }


def _seen(file):
    return {Gender.FEMALE: "vue", Gender.MALE: "vu"}.get(file.gender, "vu·e")


def _announced(member):
    mine = Beneficiary.objects.visible_to(member).filter(
        erasure_announced_on__isnull=False,
        status__in=[BeneficiaryStatus.DORMANT, BeneficiaryStatus.CLOSED],
    )
    if can_manage_retention(member):
        return mine.filter(Q(referent=member) | Q(referent__isnull=True))
    return mine.filter(referent=member)


def announced_erasures(member):
    """« Le dossier de Mme Roche sera effacé le 20 déc. », to her referent, the first first."""
    if not can_open_files(member):
        return []
    delays = own_delays()
    lines = []
    for file in _announced(member).order_by("erasure_announced_on", "pk")[:ANNOUNCED_AT_MOST]:
        until = kept_until(file, delays)
        lines.append(
            TodoLine(
                title=f"Dire à {file.polite_name} que son dossier va être effacé",
                detail=f"Pas {_seen(file)} depuis le {short_day(since_of(file))}."
                f" Sans nouvelles, le dossier part après le {short_day(until)}",
                url=reverse("beneficiaries:retention_person", args=[file.pk]),
                act="Voir quoi faire",
                when=f"reste {counted(max((until - timezone.localdate()).days, 0), 'jour')}",
                rank=55,
            )
        )
    return lines


def merges_to_decide(member):
    if not can_decide_merges(member):
        return []
    return [
        TodoLine(
            title=f"Décider d’une fusion{NO_BREAK}: {merge.survivor.file_number} et"
            f" {merge.absorbed.file_number}",
            detail=f"Proposée par {merge.proposed_by} le {short_day(merge.proposed_at)}",
            url=reverse("beneficiaries:merge_detail", args=[merge.pk]),
            act="Comparer les deux dossiers",
            rank=45,
        )
        for merge in merges_to_approve(member)[:LINES_AT_MOST]
    ]


def holds_to_review(member):
    """An expired review is an alarm: the hold goes on, and says so every day."""
    if not can_manage_retention(member):
        return []
    today = timezone.localdate()
    holds = (
        Hold.objects.visible_to(member)
        .open()
        .filter(review_on__lte=today)
        .select_related("beneficiary")
        .order_by("review_on", "pk")
    )
    return [
        TodoLine(
            title=f"Revoir la conservation du dossier {hold.beneficiary.file_number}",
            detail=f"{hold.get_reason_display()}, depuis le {short_day(hold.opened_at)}",
            url=reverse("beneficiaries:hold_renew", args=[hold.pk]),
            act="Revoir",
            when=f"{counted((today - hold.review_on).days, 'jour')} de retard"
            if hold.review_on < today
            else "aujourd’hui",
            is_late=hold.review_on < today,
            rank=30,
        )
        for hold in holds[:LINES_AT_MOST]
    ]


def failed_night(member):
    """The last night did not go well: nobody should find out in a year."""
    if not can_manage_retention(member):
        return []
    last = (
        PurgeRun.objects.filter(organisation=member.organisation_id)
        .order_by("-started_at", "-pk")
        .first()
    )
    if last is None or not last.failed:
        return []
    return [
        TodoLine(
            title="Le dernier effacement de nuit n’a pas abouti",
            detail=last.checks[-1]["detail"] if last.checks else "",
            url=reverse("beneficiaries:retention"),
            act="Voir pourquoi",
            when=short_day(last.started_at),
            is_late=True,
            rank=15,
        )
    ]


TODO = [failed_night, holds_to_review, merges_to_decide, announced_erasures]
