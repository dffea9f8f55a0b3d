"""What a rendered document promises: same facts, same bytes; readable; closed; complete."""

import copy
import hashlib
import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate
from weasyprint import HTML

from inclusion.documents.rendering import (
    InvalidFact,
    MissingFact,
    canonical_json,
    render,
    warm_up,
)
from inclusion.documents.rendering import filters as written
from inclusion.documents.rendering.fetcher import OwnDataFetcher
from inclusion.documents.rendering.typography import typeset

from .pdf_text import pages_text, text_of

SAMPLES = Path(__file__).parent / "samples"
# Its facts are one to a line; elsewhere tables have heads of both kinds.
SCOPES = {"exchange_certificate": {"/Row"}, "programme_poster": {"/Row"}}
ALL = [
    "discharge",
    "impact_statement",
    "erasure_certificate",
    "handover_certificate-bundle",
    "allocation_slip",
    "sale_receipt",
    "company_tax_receipt",
    "individual_tax_receipt",
    "reuse_attestation",
    "donation_agreement",
    "donation_acknowledgement",
    "collection_slip",
    "entry_register",
    "loan_agreement",
    "lot_agreement",
    "service_sheet",
    "return_report",
    "exchange_certificate",
    "waste_register",
    "programme_sheet",
    "programme_poster",
    "hours_certificate",
    "handover_certificate",
    "attendance_certificate",
    "attendance_sheet",
    "attendance_sheet-large",
    "session_summary",
    "financial_report",
    "financial_report-limoges",
]
ONE_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB"
    "SK+kcQAAAABJRU5ErkJggg=="
)


def closed_up(text):
    """Drop spaces: a change of weight or of line cuts the text of a PDF anywhere."""
    return "".join(text.split())


def says(text, sentence):
    return closed_up(sentence) in closed_up(text)


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def printed():
    """Render each sample once for the tests that only read."""
    return {name: render(name.split("-")[0], sample(name)) for name in ALL}


# The page


def test_the_attestations_hold_on_one_page_and_the_reports_on_few(printed):
    pages = {name: len(pages_text(printed[name])) for name in ALL}
    assert {name: number for name, number in pages.items() if number > 1} == {
        "erasure_certificate": 3,
        "handover_certificate-bundle": 2,
        "company_tax_receipt": 2,
        "reuse_attestation": 2,
        "donation_agreement": 2,
        "lot_agreement": 4,
        "attendance_sheet-large": 2,
        "financial_report": 7,
        "financial_report-limoges": 6,
    }


def test_the_agreement_of_a_lot_counts_by_use_and_lists_every_label(printed):
    text = text_of(printed["lot_agreement"])
    for sentence in (
        "Convention de mise à disposition",
        "N° CML-2026-0007 et bordereau de lot · Ordinateurs des jeunes, 34 appareils",
        "quartier prioritaire de la politique de la ville",
        "Article 4 – Soin et responsabilité",
        "Article 5 – Compte rendu",
        "Article 6 – Retour et fin de vie",
        "Pour Mission locale de Limoges",
        "Page 4/4",
    ):
        assert says(text, sentence), sentence
    for device in sample("lot_agreement")["devices"]:
        assert says(text, device["tag"])


def test_the_handover_certificate_says_who_what_and_who_paid(printed):
    text = text_of(printed["handover_certificate"])
    for sentence in (
        "Attestation de remise de matériel",
        "N° ATR-2026-0042 · remise du mercredi 18 mars 2026, à Clermont-Ferrand",
        "Mme Inès Vaugelade · dossier B-2026-0117",
        "Effacement prouvé : simple (Clear), réécriture vérifiée (nwipe 0.35), le 12 mars 2026",
        "Clermont Auvergne Métropole",
        "150,00 €",
        "60,00 %",
        "Garantie légale de conformité : 2 ans, jusqu’au 18 mars 2028.",
        "Vérifier : inclusion.example/v/7K3M-9QXD",
        "Page 1/1",
    ):
        assert says(text, sentence), sentence


def test_the_attendance_certificate_is_no_diploma(printed):
    text = text_of(printed["attendance_certificate"])
    assert says(text, "du 3 au 17 novembre 2026")
    assert says(text, "pour une durée totale de 6 heures")
    assert says(text, "9 h 30 – 11 h 30")
    assert says(text, "Elle ne vaut ni diplôme ni évaluation de niveau.")


def test_the_report_prints_its_figures_and_the_mandatory_sentence(printed):
    pages = pages_text(printed["financial_report"])
    assert says(pages[0], "92 sur 100")
    assert says(pages[2], "−1 707")
    assert says(
        pages[2],
        "La subvention de 15 000 € représente 65,22 % du total des produits "
        "(montant attribué / total des produits × 100).",
    )
    assert says(pages[4], "Remises : 5 sur 92")
    assert says(pages[6], "certifie exactes les informations du présent compte rendu.")


def test_the_report_names_a_contradiction_between_rates_and_amounts(printed):
    page = pages_text(printed["financial_report-limoges"])[3]
    assert says(page, "Incohérence : 80 % / 20 % annoncés, 66,67 % / 33,33 % calculés")
    assert says(page, "Écart : 5 783,80 €, soit 13,33 points.")
    assert says(page, "Choix retenu : garder les montants.")


def test_empty_sections_of_a_report_print_a_sentence(printed):
    text = text_of(printed["financial_report-limoges"])
    for sentence in (
        "Aucune dépense n’est imputée à cette subvention",
        "Aucune remise d’appareil n’entre dans ce compte rendu.",
        "Aucune séance d’atelier n’entre dans ce compte rendu.",
        "Aucun écart ne dépasse ce seuil.",
    ):
        assert says(text, sentence), sentence


def test_the_printed_columns_of_the_sample_add_up():
    for name in ("financial_report", "financial_report-limoges"):
        statement = sample(name)["statement"]
        for half in (statement["charges"], statement["produits"]):
            for column in ("planned", "realised"):
                groups = [group for group in half["groups"] if group["is_used"]]
                assert sum(group[column] for group in groups) == half["total"][column]
                for group in groups:
                    assert sum(line[column] for line in group["lines"]) == group[column]


def test_a_long_name_and_five_payers_still_hold_on_one_page():
    facts = sample("handover_certificate")
    facts["beneficiary"]["name"] = "Marie-Antoinette de La Tour-d’Auvergne-Lauraguais"
    facts["payers"] += [
        {"name": "Fondation du Puy", "title": "Mécénat", "amount": "25.00", "percent": "8.33"},
        {"name": "Commune", "title": "Aide exceptionnelle", "amount": "25.00", "percent": "8.33"},
    ]
    pages = pages_text(render("handover_certificate", facts))
    assert len(pages) == 1
    assert says(pages[0], "Marie-Antoinette de La Tour-d’Auvergne-Lauraguais")


def test_a_statement_too_long_for_one_page_is_printed_in_full():
    facts = sample("financial_report")
    line = facts["statement"]["charges"]["groups"][0]["lines"][0]
    facts["statement"]["charges"]["groups"][0]["lines"] = [
        line | {"label": f"Poste {number}"} for number in range(40)
    ]
    text = text_of(render("financial_report", facts))
    assert all(f"Poste {number} " in text for number in range(40))
    assert says(text, "TOTAL DES PRODUITS")


def test_a_logo_takes_the_place_of_the_initials():
    facts = sample("handover_certificate")
    facts["issuer"]["logo_data_uri"] = ONE_PIXEL
    assert "SP63" not in text_of(render("handover_certificate", facts))


# The file


@pytest.mark.parametrize("name", ALL)
def test_the_facts_travel_inside_the_document(printed, name):
    with pikepdf.open(BytesIO(printed[name])) as pdf:
        attached = pdf.attachments["facts.json"]
        assert attached.get_file().read_bytes() == canonical_json(sample(name))
        assert attached.obj.AFRelationship == "/Data"
        assert len(pdf.Root.AF) == 1


@pytest.mark.parametrize("name", ALL)
def test_no_accessibility_finding(printed, name, tmp_path):
    file = tmp_path / "document.pdf"
    file.write_bytes(printed[name])
    assert list(validate(str(file)).findings) == []


@pytest.mark.parametrize("name", ALL)
def test_the_file_claims_both_standards_and_describes_the_second(printed, name):
    with pikepdf.open(BytesIO(printed[name])) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"].upper() == "A"
            assert metadata["pdfuaid:part"] == "1"
        assert b"pdfaExtension:schemas" in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"


@pytest.mark.parametrize("name", ALL)
def test_the_address_of_verification_is_readable_in_the_raw_bytes(printed, name):
    address = sample(name)["document"]["verification_url"]
    assert f"<dc:identifier>{address}</dc:identifier>".encode() in printed[name]


@pytest.mark.parametrize("name", ALL)
def test_every_font_is_ours_and_embedded(printed, name):
    with pikepdf.open(BytesIO(printed[name])) as pdf:
        descriptors = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        for descriptor in descriptors:
            assert "Document" in str(descriptor.FontName)
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("name", ALL)
def test_table_headers_know_what_they_head_and_links_print(printed, name):
    with pikepdf.open(BytesIO(printed[name])) as pdf:
        headers = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH"
        ]
        scopes = {str(header.A.Scope) for header in headers}
        assert scopes == SCOPES.get(name, {"/Column", "/Row"})
        for page in pdf.pages:
            for annotation in page.get("/Annots", ()):
                assert int(annotation.F) & 4


def test_a_name_outside_french_uses_the_second_face(printed):
    facts = sample("handover_certificate")
    facts["beneficiary"]["name"] = "Łukasz Śliwiński"
    content = render("handover_certificate", facts)
    assert "Łukasz Śliwiński" in text_of(content)
    assert any("Document-Extended" in name for name in font_names(content))
    assert not any("Extended" in name for name in font_names(printed["handover_certificate"]))


def font_names(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        return {
            str(thing.FontName)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        }


# Same facts, same document


@pytest.mark.parametrize("name", ["handover_certificate", "financial_report"])
def test_the_same_facts_give_the_same_bytes(printed, name):
    shuffled = dict(reversed(sample(name).items()))
    assert render(name, shuffled) == printed[name]


def test_another_process_gives_the_same_bytes(printed, tmp_path):
    program = (
        "import hashlib, json, pathlib, sys\n"
        "from inclusion.documents.rendering import render\n"
        "facts = json.loads(pathlib.Path(sys.argv[1]).read_text())\n"
        "print(hashlib.sha256(render('handover_certificate', facts)).hexdigest())\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(SAMPLES / "handover_certificate.json")],
        capture_output=True,
        text=True,
        check=True,
        cwd=SAMPLES.parents[2],
    )
    expected = hashlib.sha256(printed["handover_certificate"]).hexdigest()
    assert answer.stdout.strip() == expected


def test_rendering_leaves_the_facts_untouched():
    facts = sample("attendance_certificate")
    before = copy.deepcopy(facts)
    render("attendance_certificate", facts)
    assert facts == before


def test_canonical_facts_have_one_spelling():
    assert canonical_json({"b": 1, "a": "e\u0301"}) == '{"a":"é","b":1}'.encode()


def test_a_worker_warms_up_without_facts():
    warm_up()


# Hostile or wrong facts


def test_markup_in_a_name_is_printed_as_typed():
    facts = sample("handover_certificate")
    facts["beneficiary"]["name"] = '<img src="http://127.0.0.1/x"><b>Inès</b> & **Co**'
    text = text_of(render("handover_certificate", facts))
    assert says(text, '<img src="http://127.0.0.1/x"><b>Inès</b> & **Co**')


def test_a_word_with_a_slash_is_not_cut_and_stays_escaped():
    assert written.whole_paths("2 <b>, activity/1") == (
        '2 &lt;b&gt;, <span class="unbroken">activity/1</span>'
    )


def test_emphasis_is_the_only_markup_and_stays_escaped():
    assert written.emphasis("**a<b** & c") == "<strong>a&lt;b</strong> &amp; c"
    assert written.emphasis("2 ** 3") == "2 ** 3"


@pytest.mark.parametrize("letter", ["a", "a "])
def test_an_endless_name_does_not_break_the_page(letter):
    facts = sample("handover_certificate")
    facts["beneficiary"]["name"] = (letter * 10_000)[:10_000]
    text = text_of(render("handover_certificate", facts))
    assert text.count("a") >= 5_000
    assert says(text, "Document n° ATR-2026-0042")


@pytest.mark.parametrize(
    ("remove", "named"),
    [
        (("device", "asset_tag"), "facts.device.asset_tag"),
        (("payers",), "facts.payers"),
        (("issuer", "logo_data_uri"), "facts.issuer.logo_data_uri"),
        (("document", "verification_url"), "facts.document.verification_url"),
    ],
)
def test_a_missing_fact_is_named(remove, named):
    facts = sample("handover_certificate")
    place = facts
    for key in remove[:-1]:
        place = place[key]
    del place[remove[-1]]
    with pytest.raises(MissingFact, match=named):
        render("handover_certificate", facts)


def test_a_missing_fact_in_a_list_is_named_with_its_rank():
    facts = sample("handover_certificate")
    del facts["payers"][1]["amount"]
    with pytest.raises(MissingFact, match=r"facts\.payers\[1\]\.amount"):
        render("handover_certificate", facts)


@pytest.mark.parametrize("value", [1.5, b"x", object()])
def test_a_value_that_json_would_bend_is_refused(value):
    facts = sample("handover_certificate")
    facts["payers"][0]["amount"] = value
    with pytest.raises(InvalidFact, match=r"facts\.payers\[0\]\.amount"):
        render("handover_certificate", facts)


# Nothing is fetched


@pytest.fixture(scope="module")
def canary():
    """A loopback server that notes every visit."""
    visits = []

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Visit)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", visits
    server.shutdown()
    thread.join()
    server.server_close()


VECTORS = [
    '<img src="{address}" alt="">',
    '<link rel="stylesheet" href="{address}">',
    '<link rel="attachment" href="{address}">',
    '<object data="{address}"></object>',
    '<embed src="{address}">',
    '<base href="{address}"><img src="x.png" alt="">',
    '<style>@import url("{address}");</style>',
    '<style>p {{ background: url("{address}") }}</style>',
    '<style>p::before {{ content: url("{address}") }}</style>',
    '<style>li {{ list-style-image: url("{address}") }}</style><ul><li>x</ul>',
    '<style>@font-face {{ font-family: x; src: url("{address}") }} p {{ font-family: x }}</style>',
    '<style>@page {{ background: url("{address}") }}</style>',
    '<style>p {{ border-image: url("{address}") 30 }}</style>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{address}#x"/></svg>',
]


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("scheme", ["http", "ftp", "file"])
def test_a_page_opens_nothing_outside_itself(canary, vector, scheme, tmp_path, caplog):
    caplog.set_level(logging.CRITICAL, logger="weasyprint")
    host, visits = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("secret de la machine")
    address = secret.as_uri() if scheme == "file" else f"{scheme}://{host}/canary"
    page = HTML(
        string=f'<html lang="fr"><title>x</title><p>x{vector.format(address=address)}',
        url_fetcher=OwnDataFetcher(),
    )
    content = page.write_pdf()
    assert visits == []
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.attachments) == 0


# How things are written


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("En panne ? Oui !", "En panne\u202f? Oui\u202f!"),
        ("« Mes démarches »", "«\u00a0Mes démarches\u00a0»"),
        ("l'appareil : 84 %", "l’appareil\u00a0: 84\u00a0%"),
        ("15 000 € et 1 234 567", "15\u202f000\u00a0€ et 1\u202f234\u202f567"),
        ("M. Loïc, Mme Inès, n° 12", "M.\u00a0Loïc, Mme\u00a0Inès, n°\u00a012"),
        ("le 18 mars à 14 h 00", "le 18\u00a0mars à 14\u00a0h\u00a000"),
        ("https://inclusion.example/v/7K3M?a=1;b", "https://inclusion.example/v/7K3M?a=1;b"),
        ("04 73 00 00 00", "04 73 00 00 00"),
        ("63000 Clermont, 2026 350", "63000 Clermont, 2026 350"),
    ],
)
def test_french_spaces_are_set_where_a_space_was_typed(typed, printed):
    assert typeset(typed) == printed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (written.amount("15000.00"), "15\u202f000,00\u00a0€"),
        (written.amount("-5783.8"), "−5\u202f783,80\u00a0€"),
        (written.amount(""), "–"),
        (written.signed(264), "+264"),
        (written.signed(0), "0"),
        (written.percent("66.67"), "66,67\u00a0%"),
        (written.long_date("2026-03-01"), "1er mars 2026"),
        (written.weekday_date("2026-03-18T10:12:00+01:00"), "mercredi 18 mars 2026"),
        (written.period_to("2026-11-03", "2026-11-17"), "3 au 17 novembre 2026"),
        (written.period_to("2025-09-01", "2026-08-31"), "1er septembre 2025 au 31 août 2026"),
        (written.period_to("2026-01-02", "2026-02-03"), "2 janvier au 3 février 2026"),
        (written.duration_words(90), "1\u00a0heure 30\u00a0minutes"),
        (written.duration_words(45), "45\u00a0minutes"),
        (written.duration(360), "6 h 00"),
        (written.month("2025-10"), "octobre 2025"),
        (written.short_date("2026-03-09"), "09/03/2026"),
    ],
)
def test_amounts_dates_and_durations_are_written_in_french(printed, expected):
    assert printed == expected
