"""A year as it would go out: its grants, its rows, and all that is said of them."""

from funding.opendata import schema
from funding.opendata.checking import check_rows
from funding.opendata.findings import WARNING, Finding
from funding.opendata.lines import cut_object
from funding.opendata.published import published_grants, rows_of


def judged_year(member, year):
    """(grants, rows, findings) of what the member's organisation would publish of that year."""
    grants = published_grants(member, year)
    rows, groups = rows_of(grants)
    findings = check_rows(rows, publishing=True, groups=groups)
    findings += [finding for line, grant in numbered(grants) for finding in _said(line, grant)]
    findings += _known_twice(grants)
    return grants, rows, sorted(findings, key=lambda finding: finding.line)


def numbered(grants):
    """Each grant with the number of its first line in the file."""
    line = 2
    for grant in grants:
        yield line, grant
        line += len(grant.shares)


def _said(line, grant):
    text, was_cut = cut_object(grant.object)
    if was_cut:
        yield Finding(
            line,
            "objet",
            text,
            "object_cut",
            f"L’objet compte {len(grant.object)}\u00a0caractères\u00a0: il sort coupé à"
            f" {schema.OBJECT_LENGTH}, sur un mot.",
            "Écrivez-en un plus court si la coupe le dessert.",
            WARNING,
        )
    if not grant.has_payment_days:
        yield Finding(
            line,
            "datesPeriodeVersement",
            "",
            "no_payment_days",
            "Les jours de versement ne sont pas connus\u00a0: la période de la subvention en tient"
            " lieu.",
            "Demandez à la structure d’écrire ses tranches.",
            WARNING,
        )


def _known_twice(grants):
    """A line written by hand for a grant that its grantee already runs here."""
    here = {_facts(grant) for grant in grants if not grant.line_ids}
    for line, grant in numbered(grants):
        if grant.line_ids and _facts(grant) in here:
            yield Finding(
                line,
                "",
                grant.shares[0].name,
                "known_twice",
                "Une subvention du même montant à ce bénéficiaire est déjà suivie ici.",
                "Si c’est la même, supprimez cette ligne\u00a0: elle serait publiée deux fois.",
                WARNING,
            )


def _facts(grant):
    return grant.shares[0].siret or grant.shares[0].rna, grant.amount
