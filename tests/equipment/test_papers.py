"""The certificate of erasure says of each medium what was done to it, and what was not."""

import json

import pytest
from django.urls import reverse

from equipment.models import Erasure, Medium
from equipment.papers.erasure import ERASURE_CERTIFICATE
from equipment.services import issue_erasure_certificate
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from tests.equipment.factories import DeviceFactory, ErasureFactory, MediumFactory

pytestmark = pytest.mark.django_db


def facts_of(document):
    return json.loads(document.facts)


def test_each_medium_has_its_annex_with_its_proof(inside, technician, journal):
    device = DeviceFactory(organisation=inside, proven=2, erased=True)
    document = issue_erasure_certificate(device=device, by=technician)
    facts = facts_of(document)
    assert [sheet["is_erased"] for sheet in facts["media"]] == [True, True]
    proof = Erasure.objects.order_by("recorded_at").first()
    assert facts["media"][0]["proof"]["sha256"].replace(" ", "") == proof.evidence_sha256
    assert facts["conclusion"]["text"].startswith("2\u00a0supports sont effacés, preuve à l’appui.")
    assert document.number.startswith("CEF-")
    assert journal("device.certified")["document"] == str(document.pk)


def test_a_medium_taken_out_is_said_not_to_be_erased(inside, technician):
    device = DeviceFactory(organisation=inside, proven=1, erased=True)
    taken = MediumFactory(device=DeviceFactory(organisation=inside))
    Medium.objects.filter(pk=taken.pk).update(device=None, taken_from=device, fate="to_destroy")
    facts = facts_of(issue_erasure_certificate(device=device, by=technician))
    assert [sheet["is_erased"] for sheet in facts["media"]] == [True, False]
    assert "Le support 2 n’a pas été effacé" in facts["conclusion"]["text"]
    assert "à détruire" in facts["media"][1]["destination"]


def test_a_failed_run_is_printed_with_its_reasons(inside, technician):
    device = DeviceFactory(organisation=inside, proven=1, erased=True)
    taken = MediumFactory(device=DeviceFactory(organisation=inside))
    ErasureFactory(
        medium=taken, result="rejected", error_count=14, reasons=["L’outil a dit l’échec."]
    )
    Medium.objects.filter(pk=taken.pk).update(device=None, taken_from=device, fate="destroyed")
    sheet = facts_of(issue_erasure_certificate(device=device, by=technician))["media"][1]
    assert sheet["proof"]["errors"] == 14
    assert sheet["reasons"] == ["L’outil a dit l’échec."]


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"unproven": 1}, "pas encore prouvé"), ({"screen": True}, "ne contient pas de support")],
)
def test_nothing_is_certified_that_is_not_proven(inside, technician, fields, why):
    with pytest.raises(Refused, match=why):
        issue_erasure_certificate(
            device=DeviceFactory(organisation=inside, **fields), by=technician
        )


def test_it_is_issued_once_for_each_time_the_device_was_cleared(inside, technician):
    device = DeviceFactory(organisation=inside, proven=1, erased=True)
    issue_erasure_certificate(device=device, by=technician)
    with pytest.raises(Refused, match="déjà émis"):
        issue_erasure_certificate(device=device, by=technician)
    assert Document.objects.filter(kind=ERASURE_CERTIFICATE).count() == 1


def test_the_button_leads_to_the_drawing_then_to_the_document(inside, technician, client_for):
    device = DeviceFactory(organisation=inside, proven=1, erased=True)
    client = client_for(technician)
    url = reverse("equipment:device_certify", args=[device.pk])
    assert client.get(url).status_code == 405
    response = client.post(url)
    assert response.status_code == 302
    assert "/documents/" in response["Location"]
    page = client.get(reverse("equipment:device_detail", args=[device.pk])).content.decode()
    assert "CEF-" in page
    again = client.post(url, follow=True).content.decode()
    assert "déjà émis" in again


def test_a_neighbour_s_device_is_not_certified(inside, technician, other_association, client_for):
    from inclusion.organisations.database import organisation

    with organisation(other_association):
        theirs = DeviceFactory(organisation=other_association, proven=1, erased=True)
    url = reverse("equipment:device_certify", args=[theirs.pk])
    assert client_for(technician).post(url).status_code == 404
