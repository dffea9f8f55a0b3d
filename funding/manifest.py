"""The files behind a report: each by its id, its size and its SHA-256.

The proof of an expense has no name here: a file is often called after somebody.
"""

from funding.models import FindingExplanation, ReportAttachment
from funding.spending import expenses_of


def manifest_of(report):
    """Attachments, signed agreements, proofs of explanations and of expenses."""
    return [
        *_attachments(report),
        *_agreements(report),
        *_explanations(report),
        *_expenses(report),
    ]


def _attachments(report):
    for row in ReportAttachment.objects.filter(
        organisation=report.organisation_id, report=report.pk
    ):
        yield _file("attachment", row.pk, row.label, row.file_sha256, row.file_size, row.file_name)


def _agreements(report):
    for row in report.grant.agreements.exclude(file_sha256="").order_by("created_at", "pk"):
        yield _file("agreement", row.pk, f"Convention n° {row.number}", row.file_sha256)


def _explanations(report):
    grant = report.grant
    about = {"plan": grant.plan_id} if grant.plan_id else {"grant": grant.pk}
    rows = FindingExplanation.objects.filter(organisation=report.organisation_id, **about)
    for row in rows.exclude(proof_sha256="").order_by("explained_at", "pk"):
        yield _file("explanation", row.pk, "Preuve d’un constat", row.proof_sha256)


def _expenses(report):
    rows = expenses_of(report).exclude(proof_sha256="").order_by("invoiced_on", "pk")
    for pk, number, digest, size in rows.values_list(
        "pk", "document_number", "proof_sha256", "proof_size"
    ):
        yield _file("expense", pk, number, digest, size)


def _file(kind, pk, label, digest, size=None, name=""):
    return {
        "kind": kind,
        "id": str(pk),
        "label": label,
        "name": name,
        "size": size or None,
        "sha256": digest,
    }
