"""What is joined to a draft or said of its figures: papers, retained values, targets."""

from django.utils import timezone

from funding.figures import report_figures
from funding.indicators import DEFINITIONS, is_small
from funding.models import (
    Grant,
    IndicatorOverride,
    IndicatorTarget,
    ReportAttachment,
    ReportState,
)
from funding.proofs import store_proof
from funding.refusals import act
from funding.report_templates import template
from funding.services.reporting import locked_report
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean


@act
def attach_paper(*, report, kind, file, by, label=""):
    """Join a paper to a draft; it is kept under its SHA-256, and listed in the manifest."""
    report = _draft(report, by)
    asked = {each.code: each for each in template(report.template).attachments}
    if kind not in asked:
        raise Refused("Ce compte rendu ne demande pas cette pièce.")
    digest, name = store_proof(report.organisation_id, file)
    attachment = ReportAttachment.objects.create(
        organisation_id=report.organisation_id,
        report=report,
        kind=kind,
        label=clean(label)[:160] or asked[kind].label,
        file_sha256=digest,
        file_name=name,
        file_size=file.size,
        added_at=timezone.now(),
        added_by=by,
    )
    record("report.paper_attached", report, by=by, kind=kind, sha256=digest)
    return attachment


@act
def detach_paper(*, attachment, by):
    """Take a paper back from a draft; its file stays where other reports may name it."""
    report = _draft(attachment.report, by)
    row = ReportAttachment.objects.visible_to(by).locked().filter(pk=attachment.pk).first()
    if row is None:
        raise Refused("Cette pièce est déjà retirée.")
    digest = row.file_sha256
    row.delete()
    record("report.paper_detached", report, by=by, sha256=digest)


@act
def retain_value(*, report, code, value, reason, by):
    """Print another value than the computed one, with the reason; the computed one stays shown."""
    report = _draft(report, by)
    result = _result(report, code)
    reason = clean(reason)
    if not reason:
        raise Refused("Écrivez pourquoi\u00a0: une valeur retenue s’imprime avec son motif.")
    if value is None:
        raise Refused("Écrivez la valeur à retenir.")
    definition = result.definition
    if not definition.places and value != int(value):
        raise Refused("Cet indicateur est un nombre entier.")
    if definition.is_ratio and value > 100:
        raise Refused("Une part va de 0 à 100\u00a0%.")
    if definition.floor and not definition.is_ratio and is_small(value):
        raise Refused("Un effectif de moins de 11 personnes ne s’affiche pas.")
    if result.override and (result.override.value, result.override.reason) == (value, reason):
        raise Refused("Cette valeur est déjà retenue.")
    return _override(report, code, value, result.value, reason, by)


@act
def withdraw_value(*, report, code, by):
    """Come back to the computed value; what was retained stays in the history."""
    report = _draft(report, by)
    result = _result(report, code)
    if result.override is None:
        raise Refused("Aucune valeur n’est retenue pour cet indicateur.")
    return _override(report, code, None, result.value, "Retour à la valeur calculée.", by)


def _override(report, code, value, computed, reason, by):
    row = IndicatorOverride.objects.create(
        organisation_id=report.organisation_id,
        report=report,
        code=code,
        value=value,
        computed=computed,
        reason=reason[:500],
        created_at=timezone.now(),
        by=by,
    )
    record("report.value_retained", report, by=by, code=code, value=value, computed=computed)
    return row


def _result(report, code):
    for result in report_figures(report).indicators.results:
        if result.code == code:
            return result
    raise Refused("Cet indicateur n’est pas de ce compte rendu.")


def _draft(report, by):
    report = locked_report(report, by)
    if report.state != ReportState.DRAFT:
        raise Refused("Ce compte rendu n’est plus un brouillon\u00a0: reprenez-le d’abord.")
    return report


@act
def set_targets(*, grant, targets, by):
    """Write what the agreement aims at, indicator by indicator; an empty one is taken away."""
    grant = Grant.objects.visible_to(by).locked().get(pk=grant.pk)
    if grant.reports.exclude(state=ReportState.DRAFT).exists():
        raise Refused(
            "Un compte rendu de cette subvention est prêt ou déposé\u00a0:"
            " ses objectifs ne changent plus."
        )
    if unknown := set(targets) - set(DEFINITIONS):
        raise Refused(f"Indicateur inconnu\u00a0: {', '.join(sorted(unknown))}.")
    kept = {code: value for code, value in targets.items() if value is not None}
    grant.targets.exclude(code__in=kept).delete()
    for code, value in kept.items():
        IndicatorTarget.objects.update_or_create(
            organisation_id=grant.organisation_id,
            grant=grant,
            code=code,
            defaults={"target": value},
        )
    record("grant.targets_set", grant, by=by, targets={c: str(v) for c, v in sorted(kept.items())})
    return grant
