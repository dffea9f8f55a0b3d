"""What the pool adds to a person's path: her devices, their failures, and her connections.

One question for the three: her page asks as many whatever the associations added to it.
"""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from beneficiaries.models import Beneficiary
from equipment.documents import HANDOVER_CERTIFICATE
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    Device,
    GivenItem,
    ServiceCase,
    ServiceStatus,
    StockKind,
    Symptom,
)
from equipment.papers.after import EXCHANGE_CERTIFICATE
from equipment.papers.handing import LOAN_AGREEMENT
from inclusion.documents.models import Document
from inclusion.registry import TimelineEntry
from inclusion.ui.formats import NBSP, short_day


def pool_events(beneficiary, member):
    """Hand-overs, loans and reservations, failures and their ends, connections given."""
    pool = (
        Beneficiary.objects.filter(pk=beneficiary.pk, organisation=member.organisation_id)
        .values(
            held=ArraySubquery(_held()),
            failed=ArraySubquery(_failed()),
            given=ArraySubquery(_given()),
        )
        .first()
    )
    if pool is None:
        return []
    entries = [_device_entry(facts) for facts in pool["held"]]
    entries += [entry for facts in pool["failed"] for entry in _case_entries(facts)]
    return entries + [_given_entry(facts) for facts in pool["given"]]


def _of_her(rows):
    return rows.filter(organisation=OuterRef("organisation"))


def _device_facts(path):
    """What `Device.short_name` is made of, and its label."""
    names = ("type", "manufacturer", "model", "asset_tag")
    return {name: F(f"{path}__{name}") for name in names} | {"device": F(f"{path}__pk")}


def _held():
    together = Allocation.objects.filter(
        organisation=OuterRef("organisation"), hand_over=OuterRef(OuterRef("hand_over"))
    )
    certificate = Document.objects.filter(
        Q(subject_id=OuterRef("pk")) | Q(subject_id__in=together.values("pk")),
        organisation=OuterRef("organisation"),
        kind__in=[HANDOVER_CERTIFICATE, EXCHANGE_CERTIFICATE, LOAN_AGREEMENT],
        subject_type=Allocation._meta.label_lower,
    ).order_by("-issued_at")
    mine = _of_her(Allocation.objects.filter(beneficiary=OuterRef("pk")))
    return mine.exclude(status=AllocationStatus.CANCELLED).values(
        facts=JSONObject(
            **_device_facts("device"),
            status="status",
            purpose="purpose",
            reserved_at="reserved_at",
            handed_over_at="handed_over_at",
            offer="offer__name",
            certificate=Subquery(certificate.values("pk")[:1]),
            number=Subquery(certificate.values("number")[:1]),
        )
    )


def _failed():
    return _of_her(ServiceCase.objects.filter(allocation__beneficiary=OuterRef("pk"))).values(
        facts=JSONObject(
            **_device_facts("device"),
            case="pk",
            status="status",
            symptom="symptom",
            opened_at="opened_at",
            closed_at="closed_at",
            due_on="due_on",
            new_type="replacement__device__type",
            new_manufacturer="replacement__device__manufacturer",
            new_model="replacement__device__model",
        )
    )


def _given():
    return _of_her(GivenItem.objects.filter(beneficiary=OuterRef("pk"))).values(
        facts=JSONObject(
            at="given_at",
            quantity="quantity",
            item="item__pk",
            kind="item__kind",
            name="item__name",
        )
    )


def _device(facts, prefix=""):
    names = ("type", "manufacturer", "model")
    return Device(
        pk=facts["device"],
        asset_tag=facts["asset_tag"],
        **{name: facts[f"{prefix}{name}"] for name in names},
    )


def _device_entry(facts):
    device = _device(facts)
    if facts["status"] == AllocationStatus.RESERVED:
        return TimelineEntry(
            at=datetime.fromisoformat(facts["reserved_at"]),
            title=f"{device.short_name} réservé",
            detail="remise à préparer",
            icon="bookmark",
            url=reverse("equipment:device_detail", args=[device.pk]),
            link_label=device.asset_tag,
            is_to_come=True,
        )
    is_loan = facts["purpose"] == AllocationPurpose.LOAN
    paper = "convention" if is_loan else "attestation"
    key = facts["certificate"]
    return TimelineEntry(
        at=datetime.fromisoformat(facts["handed_over_at"]),
        title=f"{device.get_type_display()} {'prêté' if is_loan else 'remis'}",
        detail=f"{device.manufacturer} {device.model}"
        + (f", {facts['offer']}" if facts["offer"] else ""),
        icon="laptop",
        url=reverse("documents:download", args=[key])
        if key
        else reverse("equipment:device_detail", args=[device.pk]),
        link_label=f"{paper} {facts['number']}" if key else device.asset_tag,
    )


CASE_ENDS = {
    ServiceStatus.SOLVED: ("Appareil réparé et rendu", "check-circle"),
    ServiceStatus.SWAPPED: ("Appareil échangé", "arrow-repeat"),
    ServiceStatus.REFUSED: ("Prise en charge refusée", "slash-circle"),
    ServiceStatus.RETURNED: ("Appareil en panne repris", "arrow-return-left"),
    ServiceStatus.LOST: ("Appareil perdu pendant la réparation", "exclamation-circle"),
}


def _case_entries(facts):
    device = _device(facts)
    url = reverse("equipment:service_detail", args=[facts["case"]])
    is_open = facts["closed_at"] is None
    due = "" if not is_open else f", à résoudre avant le {short_day(_day(facts['due_on']))}"
    yield TimelineEntry(
        at=datetime.fromisoformat(facts["opened_at"]),
        title=f"Panne signalée{NBSP}: {Symptom(facts['symptom']).label.lower()}",
        detail=f"{device.short_name}{due}",
        icon="tools",
        url=url,
        link_label=device.asset_tag,
    )
    if is_open:
        return
    title, icon = CASE_ENDS[ServiceStatus(facts["status"])]
    is_swapped = facts["status"] == ServiceStatus.SWAPPED
    yield TimelineEntry(
        at=datetime.fromisoformat(facts["closed_at"]),
        title=title,
        detail=_device(facts, "new_" if is_swapped else "").short_name,
        icon=icon,
        url=url,
        link_label=device.asset_tag,
    )


def _day(text):
    return datetime.fromisoformat(text).date()


def _given_entry(facts):
    is_connection = facts["kind"] in {StockKind.SIM, StockKind.RECHARGE}
    return TimelineEntry(
        at=datetime.fromisoformat(facts["at"]),
        title="Connexion remise" if is_connection else "Accessoire remis",
        detail=f"{facts['quantity']}{NBSP}×{NBSP}{facts['name']}",
        icon="wifi",
        url=reverse("equipment:stock_detail", args=[facts["item"]]),
        link_label="stock",
    )
