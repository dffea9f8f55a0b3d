"""A thousand attestations asked at once: how fast they come, and how the pages fare meanwhile.

One act issues them for everyone who came; a real dispatcher, broker and two warm workers draw
them in one job. Pages are asked all along by one impatient person: the session's and the job's.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from scripts.bench._database import bench_database, pace, print_figures

DOCUMENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
WORKERS = 2
PATIENCE = 900
IDLE_PAGES = 30
# Between two pages of one person who does nothing but look.
PAUSE = 0.3


def main():
    with bench_database() as environment:
        from django.test import Client
        from django.urls import reverse

        from inclusion.documents.models import Document
        from inclusion.jobs.models import Job, JobState
        from inclusion.organisations.database import organisation
        from tests.factories import MembershipFactory

        member = MembershipFactory(role="MANAGER")
        client = Client()
        client.force_login(member.user)
        processes = [
            subprocess.Popen([sys.executable, *command], env=environment, **QUIET)
            for command in (["manage.py", "dispatch"], WORKER)
        ]

        def drawn(job, *pages):
            """Wait for the job; returns its seconds and those of each page asked meanwhile."""
            started, seconds = time.perf_counter(), []
            while time.perf_counter() - started < PATIENCE:
                seconds += [asked(page) for page in pages]
                state = Job.objects.get(pk=job.pk).state
                if state == JobState.DONE:
                    return time.perf_counter() - started, seconds
                if state == JobState.DEAD:
                    break
                time.sleep(PAUSE if pages else 0.01)
            raise SystemExit("the attestations were not drawn")

        def asked(page):
            started = time.perf_counter()
            answer = client.get(page)
            if answer.status_code != 200:
                raise SystemExit(f"{page}: {answer.status_code}")
            return time.perf_counter() - started

        try:
            with organisation(member.organisation):
                few, many = held(member, 4 * WORKERS), held(member, DOCUMENTS)
            # Each worker parses its sheets before what is measured.
            for _ in range(2):
                drawn(issued(few, member))
                with organisation(member.organisation):
                    few = held(member, 4 * WORKERS)
            page = reverse("workshops:session_detail", args=[few.pk])
            idle = [asked(page) for _ in range(IDLE_PAGES)]
            before = pace()
            acted = time.perf_counter()
            job = issued(many, member)
            acted = time.perf_counter() - acted
            progress = reverse("documents:progress", args=[job.pk])
            worked = cpu_seconds(processes[1].pid)
            whole, meanwhile = drawn(job, page, progress)
            worked = cpu_seconds(processes[1].pid) - worked
            with organisation(member.organisation):
                stored = Document.objects.filter(job=job).exclude(sha256="").count()
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=60)
        figures = {
            "documents": stored,
            "act_seconds": round(acted, 1),
            "drawing_seconds": round(whole, 1),
            "documents_per_second": round(stored / whole, 1),
            # What the workers need when nobody else wants the processors.
            "worker_cpu_ms": round(worked / stored * 1000),
            "documents_per_second_alone": round(WORKERS * stored / worked, 1) if worked else None,
            "page_ms_idle_p50": round(median(idle) * 1000),
            "page_ms_p50": round(median(meanwhile) * 1000),
            "page_ms_p95": round(quantiles(meanwhile, n=20)[-1] * 1000),
            "pages": len(meanwhile),
            "pace_ms": round(before),
        }
        print_figures(
            f"{stored} attestations en une tâche, {WORKERS} travailleurs chauds",
            [
                ("l’acte qui les émet toutes (s)", figures["act_seconds"]),
                ("de l’acte au dernier fichier (s)", figures["drawing_seconds"]),
                ("documents par seconde (but : ≥ 25)", figures["documents_per_second"]),
                ("processeur d’un travailleur par document (ms)", figures["worker_cpu_ms"]),
                (
                    "documents par seconde, processeurs libres (calculé)",
                    figures["documents_per_second_alone"],
                ),
                ("page d’une séance, au repos, médiane (ms)", figures["page_ms_idle_p50"]),
                ("pages pendant la tâche, médiane (ms)", figures["page_ms_p50"]),
                ("pages pendant la tâche, 95e centile (ms)", figures["page_ms_p95"]),
                ("vitesse de la machine (ms pour 10 M d’additions)", figures["pace_ms"]),
            ],
        )
        print(json.dumps(figures))


QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
WORKER = [
    *("-m", "celery", "-A", "inclusion", "worker", "-c", str(WORKERS), "-l", "ERROR"),
    *("--without-gossip", "--without-mingle"),
]


def cpu_seconds(parent):
    """Processor time of the children of this process; 0 where the system does not say."""
    spent = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == parent:
            spent += int(after_name[11]) + int(after_name[12])
    return spent / os.sysconf("SC_CLK_TCK")


def held(member, people):
    """A closed session that so many people came to, each with a file."""
    from tests.workshops.factories import PersonFactory, SessionFactory
    from workshops.models import Attendance

    session = SessionFactory(organisation=member.organisation, held=True)
    Attendance.objects.bulk_create(
        Attendance(
            organisation=member.organisation,
            session=session,
            beneficiary=PersonFactory(organisation=member.organisation),
            status="seen",
            recorded_by=member,
        )
        for _ in range(people)
    )
    session.status, session.closed_by, session.closed_at = "closed", member, session.ends_at
    session.save()
    return session


def issued(session, member):
    """The job that draws the attestations of a session."""
    from inclusion.organisations.database import organisation
    from workshops.services import issue_certificates

    with organisation(member.organisation):
        return issue_certificates(session=session, by=member)[0].job


if __name__ == "__main__":
    main()
