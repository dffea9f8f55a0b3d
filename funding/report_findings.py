"""What a report's figures say about themselves, and what is still missing before it may leave."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from funding.findings import SEVERITIES
from funding.models import Grant, Realisation, ReportKind
from funding.report_templates import template
from funding.selectors.plans import judged_findings, judged_grant
from funding.skeleton import TO_COMPLETE
from funding.statement import line_of_funder
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

    @property
    def is_settled_apart(self):
        """Explained on the page of the plan or of the grant, not in the report."""
        return self.code.startswith(("plan.", "grant."))


def report_findings(report, figures):
    """The findings of the plan, of the deliveries and of the lines, most serious first."""
    grant = report.grant
    found = [
        *(_settled("plan", judged_findings(grant.plan)) if grant.plan else ()),
        *_settled("grant", judged_grant(grant)),
    ]
    if report.kind == ReportKind.FINAL:
        found += [*_under_delivery(report, figures), *_variances(report, figures)]
    found += [
        *_beyond_funded(report, figures),
        *_balance(figures),
        *_unmatched_grants(report, figures),
        *_ceilings(figures),
        *_expenses(figures),
        *_indicators(figures),
    ]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _settled(where, all_judged):
    for judged in all_judged:
        finding, explanation = judged.finding, judged.explanation
        yield ReportFinding(
            f"{where}.{finding.code}",
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
    """Line by line, against the limits of the funder; a form without the table asks for none."""
    if not template(report.template).has_statement:
        return
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


def _balance(figures):
    """Charges and produits are equal once the balance is written; it is said which way."""
    cost, income = figures.cost, figures.income
    if cost is None or income is None or cost == income:
        return
    gap = income - cost
    yield ReportFinding(
        "balance",
        "info",
        f"{'Excédent' if gap > ZERO else 'Insuffisance'} de {euros(abs(gap))}",
        f"{euros(income)} de produits pour {euros(cost)} de charges\u202f;"
        " la ligne de solde met les deux totaux à égalité.",
    )


def _unmatched_grants(report, figures):
    """The lines of account 74 against the grants recorded: each list must hold the other."""
    lines = {line.code: line for line in figures.produits if line.group == "74"}
    if report.grant.offer_id:
        return
    grants = list(
        Grant.objects.filter(organisation=report.organisation_id, project=report.grant.project_id)
        .awarded()
        .select_related("funder")
    )
    granted = {}
    for grant in grants:
        code, _ = line_of_funder(grant.funder)
        granted[code] = granted.get(code, ZERO) + grant.granted_amount
    for code, line in lines.items():
        if code not in granted:
            yield ReportFinding(
                f"unmatched.{code}",
                "warn",
                f"{line.label}{NBSP}: aucune subvention enregistrée",
                "Le budget ou le plan l’annonce au compte 74, sans subvention accordée en face.",
            )
        elif line.planned is not None and line.planned != granted[code]:
            yield ReportFinding(
                f"differs.{code}",
                "info",
                f"{line.label}{NBSP}: {euros(granted[code])} accordés pour"
                f" {euros(line.planned)} prévus",
                "La prévision est celle du budget ou du plan\u202f; elle n’est pas corrigée.",
            )


def _ceilings(figures):
    """The right acquired is the least of three limits; it is said when the rate is the one."""
    if figures.rate_cap is None or figures.entitled is None:
        return
    if figures.entitled == figures.rate_limit < figures.granted:
        yield ReportFinding(
            "rate_cap",
            "info",
            f"Droit limité à {percent(figures.rate_cap)} du coût éligible",
            f"{euros(figures.rate_limit)}, arrondis au centime inférieur.",
        )


def _expenses(figures):
    unchecked = figures.spending.unchecked
    if unchecked:
        yield ReportFinding(
            "unchecked_expenses",
            "info",
            f"{counted(unchecked, 'dépense reste', 'dépenses restent')} à vérifier",
            "Leur montant est compté\u202f; leur pièce n’a pas encore été relue.",
        )


def _indicators(figures):
    for result in figures.indicators.results:
        if result.override is not None:
            computed = number(result.value) if result.value is not None else "non affichée"
            yield ReportFinding(
                f"override.{result.code}",
                "warn",
                f"{result.label.capitalize()}{NBSP}: valeur retenue"
                f" {number(result.override.value)}",
                f"Valeur calculée{NBSP}: {computed}. Motif{NBSP}: {result.override.reason}",
            )
    if figures.indicators.held.is_too_long:
        yield ReportFinding(
            "period_held_in_part",
            "warn",
            "Séances non comptées",
            "La période commence ou finit au milieu d’un mois qui compte trop de présences"
            " pour être relues une à une\u00a0: choisissez des mois entiers.",
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
    # Said, and not demanded.
    is_warning: bool = False

    @property
    def is_missing(self):
        return not self.is_met and not self.is_warning

    @property
    def url(self):
        return "" if self.is_met else self.where


def settling_url(grant):
    """Where a blocking finding that no report can explain is explained."""
    if grant.plan_id:
        return reverse("funding:plan_detail", args=[grant.plan_id])
    return reverse("funding:grant_detail", args=[grant.pk])


def readiness(report, findings):
    """The check list of a report, in the order it is filled in."""
    grant = report.grant
    write_url = reverse("funding:report_write", args=[report.pk])
    reasons_url = reverse("funding:report_reasons", args=[report.pk])
    waiting = [finding for finding in findings if finding.is_waiting]
    blocked = [f for f in waiting if f.is_settled_apart]
    reasons = [f for f in waiting if not f.is_settled_apart]
    checks = [
        Check(
            f"Constats bloquants {'du plan' if grant.plan_id else 'de la subvention'} expliqués",
            blocked[0].title if blocked else "Aucun constat bloquant n’attend.",
            not blocked,
            settling_url(grant),
            "Expliquer",
        ),
        _objective(grant),
        Check(
            "Mise en œuvre racontée",
            "Comment l’action s’est déroulée, où et quand.",
            bool(report.narrative.strip()) and TO_COMPLETE not in report.narrative,
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
    checks += _of_template(report)
    if report.kind == ReportKind.FINAL:
        checks.append(
            Check(
                "Écarts expliqués",
                f"{counted(len(reasons), 'écart attend', 'écarts attendent')} une explication."
                if reasons
                else "Aucun écart n’attend.",
                not reasons,
                reasons_url,
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


def _of_template(report):
    """The texts and the papers that the form of the report asks for."""
    form = template(report.template)
    annex_url = reverse("funding:report_annex", args=[report.pk])
    write_url = reverse("funding:report_write", args=[report.pk])
    for section in form.sections:
        if section.is_required:
            yield Check(
                section.label,
                section.help,
                bool((report.sections.get(section.code) or "").strip()),
                write_url if section.part == "words" else annex_url,
                "Écrire",
            )
    joined = set(report.attachments.values_list("kind", flat=True))
    for attachment in form.attachments:
        if attachment.is_required or attachment.code in OFTEN_JOINED:
            yield Check(
                attachment.label,
                attachment.help
                if attachment.is_required
                else "Le financeur le demande souvent\u00a0: à joindre, s’il ne l’a pas déjà.",
                attachment.code in joined,
                annex_url,
                "Joindre",
                is_warning=not attachment.is_required,
            )


# Asked for by the form with every report, though rarely sent twice in a year.
OFTEN_JOINED = {"activity_report", "accounts"}


def _objective(grant):
    has_objective = bool(
        grant.funded_units
        or (grant.plan and grant.plan.planned_units)
        or grant.project.promised_units
        or grant.targets.exists()
    )
    return Check(
        "Objectif chiffré",
        "Ce que l’action promettait, en unités, pour pouvoir le comparer au résultat.",
        has_objective,
        reverse("funding:grant_targets", args=[grant.pk]),
        "Fixer l’objectif",
    )
