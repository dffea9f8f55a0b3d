"""Thirty sheets of labels, 630 codes: what drawing them costs on this machine."""

import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.test")

LABELS = 630
SHEETS = 30


def main():
    import django

    django.setup()
    from equipment.labels import new_asset_tag
    from equipment.models import SheetFormat
    from equipment.papers.label_sheets import Label, draw_sheets
    from scripts.bench._database import print_figures

    labels = [
        Label(new_asset_tag("S63"), "Secours populaire 63", "Ordinateur portable", "Dell 5490")
        for _ in range(LABELS)
    ]
    draw_sheets(labels[:1], SheetFormat.L7160, address="https://inclusion.example")
    wall, processor = time.perf_counter(), time.process_time()
    content = draw_sheets(labels, SheetFormat.L7160, address="https://inclusion.example")
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print_figures(
        f"{LABELS} étiquettes, {SHEETS} planches L7160",
        [
            ("secondes (but : < 10)", f"{wall:.1f}"),
            ("secondes de processeur", f"{processor:.1f}"),
            ("Kio", f"{len(content) / 1024:.0f}"),
        ],
    )


if __name__ == "__main__":
    main()
