"""Every address of the site, and the things that its addresses name."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

OURS = ("inclusion", "beneficiaries", "equipment", "workshops", "funding")
MISSING_UUID = UUID("0199aaaa-0000-7000-8000-000000000000")


@dataclass(frozen=True)
class Route:
    """One pattern: its name with its namespace, its view, the names of its parameters."""

    name: str
    view: object
    parameters: tuple
    text: str

    @property
    def is_ours(self):
        return self.view.__module__.split(".")[0] in OURS

    @property
    def rule(self):
        return getattr(self.view, "access_rule", None)

    def address(self, **values):
        return reverse(self.name, kwargs=values)


def all_routes():
    """Every pattern of the address table, once."""
    return list(_walk(get_resolver(), "", "", ()))


def _walk(resolver, namespace, text, parameters):
    for entry in resolver.url_patterns:
        found = (*parameters, *entry.pattern.regex.groupindex)
        whole = text + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, whole, found)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, entry.callback, found, whole)


# Route name, or its longest known beginning → the thing of the scene that its parameter names.
THINGS = {
    "organisations:membership_end": "member",
    "organisations:invitation_revoke": "invitation",
    "organisations:logo": "organisation",
    "documents:download": "document",
    "documents:document_retry": "document",
    "documents:progress": "job",
    "documents:retry": "job",
    "demo:mail": "mail",
    "verify": "code",
    "label": "tag",
    "invitation_accept": "token",
    "referral_link": "referral_token",
    "beneficiaries:": "beneficiary",
    "beneficiaries:request_": "rights_request",
    "beneficiaries:referral_": "referral",
    "beneficiaries:referral_create": "beneficiary",
    "beneficiaries:incoming_": "incoming",
    "beneficiaries:assessment_": "assessment",
    "beneficiaries:assessment_create": "beneficiary",
    "beneficiaries:assessment_answer": "draft",
    "beneficiaries:assessment_entry": "draft",
    "beneficiaries:assessment_cancel": "draft",
    "beneficiaries:note_correct": "note",
    "beneficiaries:note_amend": "note",
    "beneficiaries:note_erase": "note",
    "beneficiaries:note_readers": "note",
    "beneficiaries:note_read": "note",
    "beneficiaries:paper_download": "paper",
    "beneficiaries:paper_destroy": "paper",
    "beneficiaries:merge_": "merge",
    "beneficiaries:merge_propose": "beneficiary",
    "beneficiaries:hold_": "hold",
    "beneficiaries:hold_open": "beneficiary",
    "places:": "place",
    "places:import_": "table_import",
    "equipment:import_": "device_import",
    "equipment:label": "tag",
    "equipment:roll_": "roll",
    "equipment:printer_": "printer",
    "equipment:audit_": "audit",
    "equipment:stock_": "stock",
    "equipment:device_": "device",
    "equipment:medium_add": "device",
    "equipment:medium_correct": "medium",
    "equipment:medium_remove": "medium",
    "equipment:medium_put": "loose_medium",
    "equipment:medium_destroy": "loose_medium",
    "equipment:intervention_": "intervention",
    "equipment:retirement_": "retirement",
    "equipment:breach_": "breach",
    "equipment:proof_add": "medium",
    "equipment:proof_file": "erasure",
    "equipment:evidence_file": "evidence",
    "equipment:attestation_": "attestation",
    "equipment:identity_": "identity_case",
    "equipment:allocation_": "allocation",
    "equipment:hand_over": "allocation",
    "equipment:allocation_sign": "signed",
    "equipment:loan_": "loan",
    "equipment:person_choose": "beneficiary",
    "equipment:person_give": "beneficiary",
    "equipment:service_": "service_case",
    "equipment:waste_shipment": "shipment",
    "equipment:waste_line": "waste_line",
    "equipment:waste_medium_add": "thrown_medium",
    "equipment:offer_": "offer",
    "equipment:donation_": "donation",
    "equipment:eligibility_": "eligibility",
    "equipment:receipt_": "receipt",
    "equipment:intent_": "intent",
    "equipment:routing_": "routing",
    "equipment:round_": "round",
    "equipment:collection_": "collection",
    "equipment:lot_": "lot",
    "equipment:lot_partner_": "lot_partner",
    "equipment:delivery_": "delivery",
    "lot_arrival": "lot_token",
    "donate": "slug",
    "gift": "gift_token",
    "feedback": "feedback_token",
    "workshops:": "session",
    "workshops:workshop_": "workshop",
    "workshops:import_": "activity_import",
    "workshops:closure_": "closure",
    "workshops:public_": "slug",
    "workshops:private_feed": "feed_token",
    "workshops:my_registration": "seat_token",
    "workshops:online_act": "online",
    "workshops:online_file": "online",
    "workshops:sheet_attach": "sheet",
    "workshops:sheet_discard": "sheet",
    "workshops:sheet_download": "sheet",
    "workshops:signature_download": "session_signature",
    "funding:project_": "project",
    "funding:plan_create": "project",
    "funding:plan_check": "project",
    "funding:grant_create": "project",
    "funding:grant_request": "project",
    "funding:grant_check": "project",
    "funding:agreement_file": "agreement",
    "funding:instalment_": "instalment",
    "funding:payment_": "payment",
    "funding:match_undo": "match",
    "funding:commitment_remove": "commitment",
    "funding:deadline_feed": "deadline_token",
    "officer:program_edit": "program",
    "funding:plan_": "plan",
    "funding:finding_explain": "plan",
    "funding:proof": "explanation",
    "funding:grant_": "grant",
    "funding:report_open": "grant",
    "funding:report_": "report",
    "funding:attachment": "attachment",
    "funding:question_answer": "question",
    "funding:complement_answer": "complement",
    "funding:report_withdraw": "submission",
    "funding:discharge_": "discharge",
    "funding:shared_review": "project",
    "funding:budget_": "project",
    "funding:expense_": "expense",
    "funding:expenses:import_": "expense_import",
    "funding:budgets:import_": "budget_import",
    "funding:charge_": "charge",
    "funding:contribution_": "contribution",
    "funding:contribution_list": "project",
    "funding:contribution_create": "project",
    "funding:contribution_hours": "project",
    "funding:restricted_close": "grant",
    "funding:restricted_reopen": "restricted",
    "officer:question_close": "question",
    "officer:grant": "shared_grant",
    "officer:shared_review": "shared_grant",
    "officer:copy": "copy",
    "officer:complement_": "complement",
    "officer:accept_again": "rejection",
    "officer:discharge_pdf": "discharge",
    "officer:repayment_receive": "discharge",
    "officer:": "submission",
    "officer:import_": "grant_import",
    "officer:open_data_line": "publication_line",
    "officer:open_data_line_remove": "loose_line",
    "officer:open_data_published": "publication",
}


def thing_of(route):
    """The name of the thing this route opens, or None when nobody said."""
    known = [start for start in THINGS if route.name.startswith(start)]
    return THINGS[max(known, key=len)] if known else None


def is_at_the_funders(route):
    """Routes that are walked by the members of a funder."""
    return route.name.startswith("officer:")


def value_of(household, thing):
    found = household.things[thing]
    return getattr(found, "pk", found)


def missing_value(value):
    """A value of the same kind that names nothing."""
    if isinstance(value, UUID):
        return MISSING_UUID
    if isinstance(value, int):
        return 999_999_999
    return "Z" * len(value)
