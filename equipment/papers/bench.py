"""The facts of the bench's papers: what goes with a tested device, and what a repair was.

« Reconditionné » is written only for a device whose checklist was passed whole (consumer code,
R122-4); « comme neuf » never is.
"""

from django.utils import timezone

from equipment.checklists import Answer, checklist_of
from equipment.models import Barrier, OriginRegime
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.money import ZERO
from inclusion.organisations.models import Role
from inclusion.ui.formats import percent

PRODUCT_SHEET = "product_sheet"
REPAIR_SHEET = "repair_sheet"
READERS = frozenset({Role.TECHNICIAN, Role.MANAGER, Role.MEDIATOR})


def register_bench_kinds():
    register_kind(DocumentKind(PRODUCT_SHEET, "Fiche produit", "FPR", "product_sheet", READERS))
    register_kind(
        DocumentKind(REPAIR_SHEET, "Fiche d’intervention", "FIN", "repair_sheet", READERS)
    )


def state_words(device, run):
    """« Produit reconditionné », « aspect B »…: what may be said of a device, in order."""
    if device.origin == OriginRegime.PURCHASE:
        yield "Appareil neuf"
    elif run is not None and run.is_passed:
        yield "Produit reconditionné"
    else:
        yield "Appareil d’occasion"
    if device.condition_grade:
        yield f"aspect {device.condition_grade}"
    if run is not None:
        yield f"fonctionnement {run.function}"
    if device.battery_percent is not None:
        yield f"batterie {percent(device.battery_percent)}"


def device_facts(device):
    return {
        "type_label": device.get_type_display(),
        "name": f"{device.manufacturer} {device.model}",
        "asset_tag": device.asset_tag,
        "serial": device.serial,
    }


def product_facts(device, run, features, erasures):
    """Everything the product sheet prints, frozen as plain values."""
    checklist = checklist_of(run.checklist, run.version)
    return {
        "device": device_facts(device)
        | {
            "features_line": " · ".join(features),
            "state_line": " · ".join(state_words(device, run)),
        },
        "grades": {
            "appearance": device.get_condition_grade_display(),
            "function": run.get_function_display(),
            "battery": _battery(run),
        },
        "accessories": [part.strip() for part in device.accessories.split(",") if part.strip()],
        "erasures": erasures,
        "holds_data": device.holds_data,
        "test": {
            "on": timezone.localdate(run.tested_at).isoformat(),
            "by": run.by.label,
            "checklist": f"{checklist.title}, version {checklist.version}",
            "rows": in_pairs(
                {"title": line.title, "answer": Answer(run.answers[line.key]).label}
                for line in checklist.lines
                if run.answers.get(line.key)
            ),
            "reserves": [line.title for line in checklist.faults(run.answers)],
            "note": run.note,
        },
    }


def in_pairs(lines):
    """Two lines of a checklist on each row of the sheet: it holds on one page."""
    lines = list(lines)
    half = (len(lines) + 1) // 2
    return [lines[rank::half] for rank in range(half)]


def _battery(run):
    if run.battery_percent is None:
        return ""
    return f"{run.battery} · {percent(run.battery_percent)} de la capacité d’origine"


def repair_facts(intervention, parts):
    """Everything the sheet of an intervention prints, frozen as plain values."""
    has_barrier = intervention.barrier != Barrier.NONE
    return {
        "device": device_facts(intervention.device),
        "repair": {
            "diagnosis": intervention.diagnosis,
            "work": intervention.work,
            "barrier": intervention.get_barrier_display() if has_barrier else "",
            "outcome": intervention.get_outcome_display(),
            "started_on": timezone.localdate(intervention.started_at).isoformat(),
            "ended_on": timezone.localdate(intervention.ended_at).isoformat(),
            "minutes": intervention.minutes,
            "started_by": intervention.started_by.label,
            "ended_by": intervention.ended_by.label,
        },
        "parts": [
            {
                "name": part.name,
                "quantity": part.quantity,
                "unit_amount": str(part.unit_amount),
                "amount": str(part.amount),
            }
            for part in parts
        ],
        "total_amount": str(sum((part.amount for part in parts), start=ZERO)),
    }
