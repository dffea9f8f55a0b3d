"""The night's work: who is silent, who is announced, who goes, and the proof that she went.

Everything is done organisation by organisation, in its context, in short transactions. Without a
context row security shows nothing and says nothing: before anything goes, what was seen is
compared with a count made by a role that sees everything, and a difference stops the night.
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import psycopg
from django.conf import settings
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    IncomingReferral,
    Merge,
    MergeStatus,
    PurgeRun,
    ReferralStatus,
    RightsRequest,
)
from beneficiaries.retention.certificate import PURGE_CERTIFICATE, certificate_facts
from beneficiaries.retention.erasure import AT_TERM, erase_beneficiary
from beneficiaries.retention.rules import (
    BENEFICIARY_FILE,
    LIGHT_FILE,
    REQUEST_WITHOUT_FOLLOW_UP,
    RIGHTS_REQUEST,
    RULES,
    UNDOABLE_MERGE,
    Rule,
    blocks_of,
    first_day_of,
    kept_until,
    last_contacts,
    own_delays,
    rule_of,
)
from beneficiaries.retention.traces import NoMaintenanceRole, maintenance_connection, verify_absence
from beneficiaries.selectors.papers import expired_papers
from beneficiaries.services.holds import archive
from beneficiaries.services.papers import destroy_paper, sweep_lost_files
from beneficiaries.services.retention import (
    BATCH,
    RUNNING,
    announce_erasures,
    in_batches,
    near_their_term,
    recompute_last_contact,
    silent_since,
)
from inclusion.documents.destroying import destroy_documents_about
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.models import Heartbeat, Job, JobState
from inclusion.jobs.rounds import ask_everywhere
from inclusion.journal.recording import record
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation

log = logging.getLogger("inclusion.retention")

NIGHT = "beneficiaries.retention"
# Whoever is left goes the next night: a run stays short, and a mistake stays small.
ERASED_AT_MOST = BATCH
KEEP_JOB_DAYS = 30
ERASE, ARCHIVE, KEEP, ANNOUNCE = "erase", "archive", "keep", "announce"


class CountsDiffer(RuntimeError):
    """What the context shows is not what the table holds: nothing may be concluded from it."""


@dataclass(frozen=True)
class AtTerm:
    """One file whose time is over: what happens to it, and why."""

    file: Beneficiary
    rule: Rule
    until: object
    verdict: str
    blocks: tuple = ()


@dataclass
class Report:
    """What one run did, or would do; numbers only."""

    organisation_id: int
    is_dry_run: bool
    counts: Counter = field(default_factory=Counter)
    at_term: list = field(default_factory=list)
    problem: str = ""


def ask_for_retention():
    """Record tonight's work for each organisation; asked twice on one day, recorded once."""
    ask_everywhere(NIGHT, timezone.localdate())


@organisation_task(NIGHT, label="Durées de conservation")
def night(job, in_organisation):
    """One organisation's night. A failed one fails loudly: the job dies, the manager is told."""
    report = run_retention(job.organisation_id, erases=settings.RETENTION_ERASES)
    if report.problem:
        raise CountsDiffer(report.problem)
    with outbox.holding(job):
        Job.objects.filter(
            kind=NIGHT,
            organisation_id=job.organisation_id,
            state=JobState.DONE,
            done_at__lt=timezone.now() - timedelta(days=KEEP_JOB_DAYS),
        ).delete()
        Heartbeat.objects.update_or_create(name="retention", defaults={"at": timezone.now()})
        outbox.finish(job)


def run_retention(organisation_id, *, erases, now=None, writes=True):
    """One run over an organisation; returns its Report.

    `erases` False: nothing goes, what would go is listed (contacts and announcements are brought
    up to date all the same). `writes` False: nothing at all is written.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    report = Report(organisation_id, is_dry_run=not erases)
    if writes:
        _bring_up_to_date(report, today)
    try:
        _compare_counts(report, today)
    except (CountsDiffer, NoMaintenanceRole, psycopg.Error) as error:
        if erases or isinstance(error, CountsDiffer):
            report.problem = _problem(error)
            log.error("retention of organisation %s stopped: %s", organisation_id, report.problem)
            if writes:
                _keep(report, [{"label": "Comptage", "detail": report.problem, "found": 1}])
            return report
        report.counts["uncompared"] = 1
    with organisation(organisation_id):
        report.at_term = files_at_term(today)
    for each in report.at_term:
        report.counts[each.verdict] += 1
    if not erases:
        if writes:
            _keep(report, [])
        return report
    needles = _erase(report)
    _clear_the_rest(report, now)
    certify(organisation_id, needles, report=report)
    return report


def _problem(error):
    if isinstance(error, CountsDiffer):
        return str(error)
    if isinstance(error, NoMaintenanceRole):
        return (
            "Aucun rôle de maintenance n’est réglé (DATABASE_MAINTENANCE_URL)\u00a0:"
            " rien ne prouverait l’effacement, rien n’est effacé."
        )
    return "La base n’a pas répondu au rôle de maintenance."


def _bring_up_to_date(report, today):
    """Last contacts, then announcements, a batch a transaction."""
    with organisation(report.organisation_id):
        batches = list(in_batches(Beneficiary.objects.filter(status__in=RUNNING)))
    for keys in batches:
        with organisation(report.organisation_id):
            report.counts["contacts"] += recompute_last_contact(keys)
    with organisation(report.organisation_id):
        batches = list(in_batches(near_their_term(today)))
    for keys in batches:
        with organisation(report.organisation_id):
            report.counts["announced"] += announce_erasures(keys, today)
    with organisation(report.organisation_id):
        report.counts["reawakened"] = _leave_the_archive(today)


def _leave_the_archive(today):
    """What kept a file in the archive is over: its erasure will be announced like another's."""
    left = 0
    for keys in in_batches(Beneficiary.objects.filter(status=BeneficiaryStatus.ARCHIVED)):
        kept = blocks_of(keys, today)
        free = [key for key in keys if key not in kept]
        for file in Beneficiary.objects.filter(pk__in=free).locked().order_by("pk"):
            file.status, file.erasure_announced_on = BeneficiaryStatus.DORMANT, None
            file.save(update_fields=["status", "erasure_announced_on"])
            record("beneficiary.left_archive", file)
            left += 1
    return left


def _compare_counts(report, today):
    """The files of before today: as the context shows them, and as they are."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    for _ in range(3):
        with organisation(report.organisation_id):
            shown = Beneficiary.objects.filter(status__in=RUNNING, created_at__lt=midnight).count()
        counted = independent_count(report.organisation_id, midnight)
        if shown == counted:
            report.counts["considered"] = shown
            return
    raise CountsDiffer(
        f"Le travail de nuit voit {shown} dossiers, la base en compte {counted}\u00a0:"
        " rien n’est effacé."
    )


def independent_count(organisation_id, midnight):
    """The same count by the maintenance role, written apart from the ORM and from any context."""
    with maintenance_connection() as reader:
        return reader.execute(
            "SELECT count(*) FROM beneficiaries_beneficiary WHERE organisation_id = %s"
            " AND status = ANY(%s) AND created_at < %s",
            [organisation_id, [str(status) for status in RUNNING], midnight],
        ).fetchone()[0]


def files_at_term(today):
    """Every file of the active organisation whose time is over, with what becomes of it."""
    delays = own_delays()
    bounds = {
        code: first_day_of(RULES[code], today, delays) for code in (BENEFICIARY_FILE, LIGHT_FILE)
    }
    found = []
    waiting = silent_since(bounds[BENEFICIARY_FILE])
    light = silent_since(bounds[LIGHT_FILE]).filter(is_light=True)
    for keys in in_batches(waiting | light):
        latest, kept = last_contacts(keys), blocks_of(keys, today)
        for file in Beneficiary.objects.filter(pk__in=keys).order_by("pk"):
            file.last_contact_on = latest.get(file.pk)
            rule, until = rule_of(file), kept_until(file, delays)
            if until < today:
                blocks = tuple(kept.get(file.pk, ()))
                found.append(AtTerm(file, rule, until, _verdict(file, rule, blocks), blocks))
    return sorted(found, key=lambda each: (each.until, each.file.file_number))


def _verdict(file, rule, blocks):
    if blocks:
        return ARCHIVE if all(block.is_conservation for block in blocks) else KEEP
    if rule.code == LIGHT_FILE or file.erasure_announced_on:
        return ERASE
    return ANNOUNCE


def _erase(report):
    """Erase or archive the files at term, one transaction each; returns what to look for."""
    needles = []
    for each in report.at_term:
        if each.verdict == ARCHIVE:
            with organisation(report.organisation_id):
                file = Beneficiary.objects.locked().get(pk=each.file.pk)
                archive(file)
                record("beneficiary.archived", file)
            report.counts["archived"] += 1
        elif each.verdict == ERASE and report.counts["erased"] < ERASED_AT_MOST:
            found = []
            try:
                with organisation(report.organisation_id):
                    _refuse_if_back(each.file)
                    erase_beneficiary(
                        beneficiary=each.file, by=None, reason=AT_TERM, on_erased=found.append
                    )
            except Refused:
                report.counts["kept_at_last"] += 1
            else:
                needles += found
                report.counts["erased"] += 1
    return needles


def _refuse_if_back(file):
    """She may have come back since the list was made: asked again, her file locked."""
    now = Beneficiary.objects.select_for_update().filter(pk=file.pk).first()
    if now is None or last_contacts([file.pk]).get(file.pk) != file.last_contact_on:
        raise Refused("Cette personne est revenue.")


def _clear_the_rest(report, now):
    """Papers, answered requests, transmissions without follow-up, values of before a merge."""
    today = timezone.localdate(now)
    with organisation(report.organisation_id):
        delays = own_delays()
        report.counts["papers"] = _destroy_papers(report.organisation_id, today)
        requests = RightsRequest.objects.filter(
            closed_at__date__lt=first_day_of(RULES[RIGHTS_REQUEST], today, delays)
        )
        keys = list(requests.values_list("pk", flat=True)[:BATCH])
        destroy_documents_about(RightsRequest, keys)
        report.counts["requests"] = RightsRequest.objects.filter(pk__in=keys).delete()[0]
        report.counts["referrals"] = _empty_referrals(
            report.organisation_id, first_day_of(RULES[REQUEST_WITHOUT_FOLLOW_UP], today, delays)
        )
        report.counts["merges"] = (
            Merge.objects.filter(
                status=MergeStatus.DONE,
                decided_at__lte=now - timedelta(days=RULES[UNDOABLE_MERGE].days),
            )
            .exclude(former="")
            .update(former="")
        )


def _destroy_papers(organisation_id, today):
    destroyed = sweep_lost_files(organisation_id)
    for paper in expired_papers(today)[:BATCH]:
        try:
            destroy_paper(paper=paper)
        except Refused:
            # A hold, a frozen file, a consent that rests on it: it stays for its reason.
            continue
        destroyed += 1
    return destroyed


# What the receiver said yes to is its own affair from then on.
UNACCEPTED = [
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.DECLINED,
    ReferralStatus.UNANSWERED,
    ReferralStatus.WITHDRAWN,
]


def _empty_referrals(organisation_id, before):
    """What was received and not accepted says nothing any more."""
    rows = IncomingReferral.objects.filter(
        to_organisation=organisation_id, status__in=UNACCEPTED, expires_at__date__lt=before
    )
    return rows.exclude(shared="").update(shared="", message="", decline_words="")


def certify(organisation_id, needles, report=None):
    """Look everywhere for those who went, keep what was found, and issue the certificate.

    Called once the erasure is committed, in no transaction. Something found, or a search that
    could not be made, is a failure the manager sees; no certificate is issued then.
    """
    report = report or Report(organisation_id, False, Counter(erased=len(needles)))
    places = []
    try:
        checks, places = verify_absence(needles) if needles else ([], [])
    except (NoMaintenanceRole, psycopg.Error) as error:
        checks = [{"label": "Vérification", "detail": _problem(error), "found": 1}]
    if places:
        report.problem = "Des traces sont restées\u00a0: " + ", ".join(places) + "."
        checks.append({"label": "Traces", "detail": report.problem, "found": len(places)})
        log.error("retention of organisation %s: %s", organisation_id, ", ".join(places))
    return _keep(report, checks, certified=len(needles))


def _keep(report, checks, certified=0):
    """The run as the manager reads it, with its certificate when something went."""
    failed = bool(report.problem) or any(line["found"] for line in checks)
    with organisation(report.organisation_id):
        run = PurgeRun.objects.create(
            organisation_id=report.organisation_id,
            is_dry_run=report.is_dry_run,
            counts={name: count for name, count in report.counts.items() if count},
            checks=checks,
            failed=failed,
        )
        if certified and not failed:
            org = Organisation.objects.get(pk=report.organisation_id)
            run.document = issue_document(
                PURGE_CERTIFICATE,
                certificate_facts(run, certified, org),
                subject=run,
                by=None,
                organisation=org,
            )
            run.save(update_fields=["document"])
        record("retention.run", run, erased=certified, failed=failed, dry=report.is_dry_run)
    return run
