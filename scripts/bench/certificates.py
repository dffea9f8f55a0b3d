"""From the act to the stored PDF: a real dispatcher, broker and warm worker.

Wall milliseconds between the commit of the act and the document being stored, one at a time.
"""

import subprocess
import sys
import time
from statistics import median

from scripts.bench._database import bench_database, print_figures

DOCUMENTS = 20
PATIENCE = 60


def main():
    with bench_database() as environment:
        import json
        from pathlib import Path

        from inclusion.documents.issuing import issue_document
        from inclusion.documents.models import Document
        from inclusion.organisations.database import organisation
        from tests.factories import MembershipFactory

        sample = Path(__file__).resolve().parents[2] / "tests/documents/samples"
        facts = json.loads((sample / "handover_certificate.json").read_text())
        member = MembershipFactory(role="MANAGER")
        processes = [
            subprocess.Popen(
                [sys.executable, *arguments],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for arguments in (
                ["manage.py", "dispatch"],
                [
                    "-m",
                    "celery",
                    "-A",
                    "inclusion",
                    "worker",
                    "-c",
                    "2",
                    "-l",
                    "ERROR",
                    "--without-gossip",
                    "--without-mingle",
                ],
            )
        ]

        def one():
            with organisation(member.organisation):
                document = issue_document(
                    "handover_certificate", facts, subject=member.organisation_subject, by=member
                )
            started = time.perf_counter()
            while time.perf_counter() - started < PATIENCE:
                with organisation(member.organisation):
                    if Document.objects.get(pk=document.pk).is_stored:
                        return (time.perf_counter() - started) * 1000
                time.sleep(0.005)
            raise SystemExit("the document was not stored in time")

        # Any row does as a subject here: the member herself.
        member.organisation_subject = member
        try:
            warm = [one() for _ in range(4)]
            times = [one() for _ in range(DOCUMENTS)]
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=30)
        print_figures(
            "Attestation, de l’acte au fichier rangé (travailleur chaud)",
            [
                ("médiane (ms, but : < 500)", f"{median(times):.0f}"),
                ("la plus lente (ms)", f"{max(times):.0f}"),
                ("la toute première, à froid (ms)", f"{warm[0]:.0f}"),
            ],
        )


if __name__ == "__main__":
    main()
