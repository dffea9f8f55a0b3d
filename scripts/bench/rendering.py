"""Measure our documents against WeasyPrint used naively, on the same page, in one process.

Naive: the sheet and the @font-face rules parsed for every document, the browser's own sheet,
automatic table columns. Rounds are interleaved, so that a busy machine slows both alike; figures
are CPU milliseconds, medians.
"""

import json
from pathlib import Path
from statistics import median
from time import process_time

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from inclusion.documents.rendering import canonical_json, render, warm_up
from inclusion.documents.rendering.engine import markup
from inclusion.documents.rendering.facts import fingerprint, normalised, readable
from inclusion.documents.rendering.fonts import FOLDER, WEIGHTS
from inclusion.documents.rendering.press import DOCUMENT_SHEET
from inclusion.documents.rendering.qr import qr_data_uri

SAMPLES = Path(__file__).resolve().parents[2] / "tests/documents/samples"
ROUNDS = 15
# What our ground sheet says and a browser's does not, so that both make the same page.
SAME_LOOK = """
table { border-collapse: collapse }
td, th { padding: 0 }
th { font-weight: inherit; text-align: left }
"""


def bench_rendering(rounds=ROUNDS):
    """Return CPU milliseconds of one attestation, ours and naive, and their ratios."""
    facts = json.loads((SAMPLES / "handover_certificate.json").read_text())
    report = json.loads((SAMPLES / "financial_report.json").read_text())
    warm_up()
    ways = {
        "attestation_ms": lambda: render("handover_certificate", facts),
        "naive_same_output_ms": lambda: naive("handover_certificate", facts, tagged=True),
        "naive_plain_ms": lambda: naive("handover_certificate", facts, tagged=False),
    }
    times = interleaved(ways, rounds)
    times |= interleaved({"report_ms": lambda: render("financial_report", report)}, rounds // 5)
    return times | {
        "ratio_same_output": round(times["naive_same_output_ms"] / times["attestation_ms"], 2),
        "ratio_plain": round(times["naive_plain_ms"] / times["attestation_ms"], 2),
    }


def naive(template, facts, *, tagged):
    """Render as a first attempt would: everything parsed again for this document."""
    facts = normalised(facts)
    values = readable(facts)
    text = markup(
        template,
        {
            **values,
            "qr_image": qr_data_uri(values["document"]["verification_url"]),
            "data_fingerprint": fingerprint(canonical_json(facts)),
        },
    )
    fonts = FontConfiguration()
    sheet = CSS(
        string=file_font_faces() + SAME_LOOK + DOCUMENT_SHEET.read_text(), font_config=fonts
    )
    options = {"pdf_variant": "pdf/a-3a"} if tagged else {}
    return HTML(string=text).write_pdf(stylesheets=[sheet], font_config=fonts, **options)


def file_font_faces():
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"src: url({(FOLDER / f'atkinson-hyperlegible-next-{subset}-{weight}.ttf').as_uri()}) }}"
        for family, subset in (("Document", "latin"), ("Document Extended", "latin-ext"))
        for weight in WEIGHTS
    )


def interleaved(ways, rounds):
    """Run each way once unmeasured, then in turn; return the median CPU milliseconds of each."""
    spent = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            start = process_time()
            way()
            spent[name].append((process_time() - start) * 1000)
    return {name: round(median(values), 1) for name, values in spent.items()}


if __name__ == "__main__":
    for name, value in bench_rendering().items():
        print(f"{name:24} {value}")
