"""What a report's figures say about themselves, and what is still missing before it may leave."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from funding.findings import SEVERITIES
from funding.models import Realisation, ReportKind
from funding.selectors.plans import judged_findings
from inclusion.money import ZERO
from inclusion.text import counted
from inclusion.ui.formats import MINUS, NBSP, euros, number, percent, signed


@dataclass(frozen=True)
class ReportFinding:
    """A finding of a report; `explanation` is {text, author, on, choice} or None."""

    code: str
    severity: str
    title: str
    sentence: str
    figures: dict = field(default_factory=dict)
    explanation: dict | None = None
    needs_explanation: bool = False

    @property
    def is_waiting(self):
        return self.needs_explanation and self.explanation is None


def report_findings(report, figures):
    """The findings of the plan, of the deliveries and of the lines, most serious first."""
    found = [*_of_plan(report.grant.plan)] if report.grant.plan else []
    if report.kind == ReportKind.FINAL:
        found += [*_under_delivery(report, figures), *_variances(report, figures)]
    found += _beyond_funded(report, figures)
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _of_plan(plan):
    for judged in judged_findings(plan):
        finding, explanation = judged.finding, judged.explanation
        yield ReportFinding(
            f"plan.{finding.code}",
            finding.severity,
            finding.title,
            finding.sentence,
            finding.figures,
            explanation=explanation
            and {
                "text": explanation.justification,
                "author": explanation.by.label,
                "on": timezone.localdate(explanation.explained_at).isoformat(),
                "choice": explanation.get_resolution_display(),
            },
            needs_explanation=finding.is_blocking,
        )


def _under_delivery(report, figures):
    if not figures.is_per_unit or not figures.funded_units:
        return
    missing = figures.funded_units - figures.delivered
    if missing <= 0:
        return
    sentence = f"Droit acquis{NBSP}: {euros(figures.entitled)}."
    if figures.to_repay > ZERO:
        sentence += f" Reste {euros(figures.to_repay)} à rembourser."
    yield ReportFinding(
        "under_delivery",
        "block",
        f"{number(figures.delivered)} {report.grant.project.unit_label} remis"
        f" sur {number(figures.funded_units)} financés",
        sentence,
        {"delivered": figures.delivered, "funded": figures.funded_units, "missing": missing},
        explanation=_reason(report, "under_delivery"),
        needs_explanation=True,
    )


def _variances(report, figures):
    for line in figures.lines:
        if not line.needs_reason:
            continue
        if line.realised is None:
            title = f"{_named(line)}{NBSP}: aucune pièce enregistrée"
            sentence = f"{euros(line.planned)} prévus, rien n’en est encore prouvé ici."
        else:
            title = f"{_named(line)}{NBSP}: {_variance(line)}"
            sentence = f"{euros(line.realised)} réalisés pour {euros(line.planned)} prévus."
        yield ReportFinding(
            line.code,
            "warn",
            title,
            f"{line.label}{NBSP}: {sentence}",
            explanation=_reason(report, line.code),
            needs_explanation=True,
        )


def _named(line):
    """« Ligne 74 »; a line without an account goes by its label."""
    return f"Ligne {line.group}" if line.group.isdigit() else line.label


def _variance(line):
    if line.variance_percent is None:
        return signed(euros(line.variance))
    return signed(percent(line.variance_percent, 1)) or f"{MINUS}0"


def _beyond_funded(report, figures):
    if not figures.is_per_unit or not figures.funded_units:
        return
    extra = figures.delivered - figures.funded_units
    label = report.grant.project.unit_label
    if extra > 0:
        yield ReportFinding(
            "beyond_funded",
            "info",
            f"{number(figures.delivered)} {label} remis,"
            f" {number(figures.funded_units)} financés ici",
            f"{counted(extra, 'unité')} au-delà{NBSP}: sans effet sur le montant demandé.",
        )
    elif report.kind == ReportKind.INTERIM:
        yield ReportFinding(
            "so_far",
            "info",
            f"{number(figures.delivered)} {label} remis à ce jour,"
            f" sur {number(figures.funded_units)} financés",
            f"Bilan intermédiaire{NBSP}: le solde se calcule au compte rendu final.",
        )


def _reason(report, code):
    """What the association wrote about this finding, or None."""
    text = (report.variance_reasons.get(code) or "").strip()
    if not text:
        return None
    author = report.ready_by or report.created_by
    on = timezone.localdate(report.ready_at) if report.ready_at else timezone.localdate()
    return {
        "text": text,
        "author": author.label if author else "",
        "on": on.isoformat(),
        "choice": "",
    }


@dataclass(frozen=True)
class Check:
    """One thing that must be there before a report is ready, and where it is done."""

    title: str
    about: str
    is_met: bool
    where: str = ""
    act: str = ""

    @property
    def url(self):
        return "" if self.is_met else self.where


def readiness(report, findings):
    """The check list of a report, in the order it is filled in."""
    grant = report.grant
    write_url = reverse("funding:report_write", args=[report.pk])
    waiting = [finding for finding in findings if finding.is_waiting]
    blocked = [f for f in waiting if f.code.startswith("plan.")]
    reasons = [f for f in waiting if not f.code.startswith("plan.")]
    checks = [
        Check(
            "Constats bloquants du plan expliqués",
            blocked[0].title if blocked else "Aucun constat bloquant n’attend.",
            not blocked,
            reverse("funding:plan_detail", args=[grant.plan_id]) if blocked else "",
            "Expliquer",
        ),
        _objective(grant),
        Check(
            "Mise en œuvre racontée",
            "Comment l’action s’est déroulée, où et quand.",
            bool(report.narrative.strip()),
            write_url,
            "Écrire",
        ),
    ]
    if report.realisation != Realisation.DONE:
        checks.append(
            Check(
                "Difficultés décrites",
                "L’action n’est pas entièrement réalisée\u00a0: dites pourquoi.",
                bool(report.difficulties.strip()),
                write_url,
                "Écrire",
            )
        )
    if report.kind == ReportKind.FINAL:
        checks.append(
            Check(
                "Écarts expliqués",
                f"{counted(len(reasons), 'écart attend', 'écarts attendent')} une explication."
                if reasons
                else "Aucun écart n’attend.",
                not reasons,
                write_url,
                "Expliquer",
            )
        )
        checks.append(
            Check(
                "Période terminée",
                "Le compte rendu final se dépose après le dernier jour de la période.",
                report.period_end <= timezone.localdate(),
            )
        )
    return checks


def _objective(grant):
    has_objective = bool(
        grant.funded_units
        or (grant.plan and grant.plan.planned_units)
        or grant.project.promised_units
    )
    return Check(
        "Objectif chiffré",
        "Ce que l’action promettait, en unités, pour pouvoir le comparer au résultat.",
        has_objective,
        reverse("funding:project_edit", args=[grant.project_id]),
        "Fixer l’objectif",
    )
