"""Reading small files one after the other on one worker: files a second, new and known.

Half are inventories of machines never seen, half are files of their disks; wall time of one run.
They are read in batches as the command does, and one by one as each used to be; the time that a
plain loop of Python takes says how fast the machine is at that moment.
"""

from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures

MACHINES = 300
# As many as the command takes in one transaction.
BATCH = 50
# Machines whose files are sent one by one.
ALONE = 40


def samples(first=0, machines=MACHINES):
    """Small files of the shapes that tools write, each with its own numbers."""
    from tests.equipment.evidence_samples import lshw, smartctl

    for number in range(first, first + machines):
        uuid = f"4c4c4544-0036-3510-8052-{number:012x}"
        disk = f"S3ZHNF{number:07d}"
        yield f"{number}.lshw.json", lshw(f"5CG{number:07d}", uuid=uuid, disks=(disk,))
        yield f"{number}.smart.json", smartctl(disk)


def read_all(files, org, size=BATCH):
    """Read them as the command does; the seconds it took and the statuses it gave."""
    from equipment.services import import_evidence
    from inclusion.organisations.database import organisation

    statuses = set()
    started = perf_counter()
    for start in range(0, len(files), size):
        with organisation(org):
            batch = files[start : start + size]
            outcomes = import_evidence(files=batch, by=None, organisation=org)
            statuses |= {outcome.status for outcome in outcomes}
    return perf_counter() - started, statuses


def main():
    with bench_database() as environment:
        from django.conf import settings
        from django.db import connection
        from django.test import override_settings
        from django.test.utils import CaptureQueriesContext

        from equipment.models import Device, Evidence
        from inclusion.organisations.database import organisation
        from tests.factories import OrganisationFactory

        store = settings.STORAGES["default"]
        storages = settings.STORAGES | {
            "default": {**store, "OPTIONS": {"location": environment["STORAGE_ROOT"]}}
        }
        org = OrganisationFactory()
        files = list(samples())
        with override_settings(STORAGES=storages):
            first, new = read_all(files, org)
            second, known = read_all(files, org)
            others = list(samples(MACHINES, ALONE))
            alone, _ = read_all(others, org, size=1)
            with CaptureQueriesContext(connection) as captured:
                read_all(list(samples(MACHINES + ALONE, BATCH // 2)), org)
        with organisation(org):
            counts = Evidence.objects.count(), Device.objects.count()
        assert (new, known) == ({"accepted"}, {"duplicate"}), (new, known)
        machines = MACHINES + ALONE + BATCH // 2
        assert counts == (2 * machines, machines), counts
        print_figures(
            "Import de relevés, un seul processus",
            [
                ("fichiers", len(files)),
                ("nouveaux, par seconde (but : ≥ 150)", f"{len(files) / first:.0f}"),
                ("déjà lus, par seconde", f"{len(files) / second:.0f}"),
                ("nouveaux, envoyés un par un, par seconde", f"{len(others) / alone:.0f}"),
                ("requêtes par fichier d’un lot", f"{len(captured) / BATCH:.2f}"),
                ("dix millions d’additions de Python (ms)", f"{pace():.0f}"),
            ],
        )


if __name__ == "__main__":
    main()
