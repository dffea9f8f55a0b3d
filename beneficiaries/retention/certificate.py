"""The certificate of an erasure: how many files went, where they were looked for; no name."""

from django.utils import timezone

from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role

PURGE_CERTIFICATE = "purge_certificate"


def register_kinds():
    register_kind(
        DocumentKind(
            code=PURGE_CERTIFICATE,
            label="Certificat d’effacement de dossiers",
            prefix="CPD",
            template=PURGE_CERTIFICATE,
            roles=frozenset({Role.MANAGER}),
        )
    )


def certificate_facts(run, count, org):
    """Everything the certificate prints, frozen as plain values."""
    return {
        "purge": {
            "on": timezone.localdate(run.started_at or timezone.now()).isoformat(),
            "count": count,
            "run": str(run.pk),
        },
        "checks": [
            {"label": line["label"], "detail": line["detail"], "found": line["found"]}
            for line in run.checks
        ],
        "place": org.city or org.name,
    }
