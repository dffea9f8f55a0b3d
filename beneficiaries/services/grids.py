"""The acts on grids: the shipped one is copied at its first use, the manager adds her own."""

import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.assessment import grid as grids
from beneficiaries.assessment.checking import problems
from beneficiaries.models import AssessmentGrid
from beneficiaries.selectors.assessments import own_grids, shipped_grid
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.ui.icons import icon_names

FILE_BYTES = 200_000


class GridRefused(Refused):
    """A file is no grid: `problems` says why, line by line."""

    def __init__(self, found):
        super().__init__("Ce fichier n’est pas une grille utilisable.")
        self.problems = found


@transaction.atomic
def grid_in_use(organisation):
    """The grid of the next assessments: the latest of the organisation's own, or the shipped one.

    The shipped one becomes a row of the organisation at its first use.
    """
    found = own_grids(organisation).first()
    if found:
        return found
    shipped = shipped_grid(organisation)
    if shipped.pk and not shipped._state.adding:
        return shipped
    try:
        with transaction.atomic():
            shipped.save()
    except IntegrityError as error:
        # Two first assessments at the same instant: the other one copied it.
        if "assessmentgrid_version_once" not in str(error):
            raise
        return shipped_grid(organisation)
    return shipped


@transaction.atomic
def add_grid(*, by, data):
    """Add a version of the organisation's own, in use at once; `data` is the file's bytes."""
    content = _content(data)
    found = problems(content, icon_names())
    if found:
        raise GridRefused(found)
    if content["code"] == grids.SHIPPED_CODE:
        raise GridRefused(
            [
                f"Le code «\u00a0{content['code']}\u00a0» est celui de la grille d’origine\u00a0:"
                " donnez-en un autre à la vôtre."
            ]
        )
    grid = AssessmentGrid(
        organisation_id=by.organisation_id,
        code=content["code"],
        version=content["version"],
        title=content["title"],
        content=content,
        sha256=grids.digest(content),
    )
    try:
        with transaction.atomic():
            grid.save()
    except IntegrityError as error:
        if "assessmentgrid_version_once" not in str(error):
            raise
        raise GridRefused(
            [
                f"La version {grid.version} de cette grille existe déjà\u00a0: une version ne"
                " change plus, donnez un autre numéro à la nouvelle."
            ]
        ) from None
    record("grid.added", grid, by=by, code=grid.code, version=grid.version, sha256=grid.sha256)
    return grid


def _content(data):
    if len(data) > FILE_BYTES:
        raise GridRefused([f"Le fichier dépasse {FILE_BYTES // 1000}\u00a0Ko."])
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        # What the database cannot keep: lone surrogates fail to encode, nulls are refused.
        if b"\\u0000" in json.dumps(content, ensure_ascii=False).encode():
            raise ValueError("null character")
    except (ValueError, RecursionError):
        raise GridRefused(["Le fichier n’est pas du JSON en UTF-8."]) from None
    return content


def _refuse_constant(name):
    raise ValueError(name)


@transaction.atomic
def retire_grid(*, grid, by):
    """Stop using a version of one’s own; what was answered on it stays readable."""
    grid = own_grids(by.organisation).select_for_update(no_key=True).filter(pk=grid).first()
    if grid is None:
        raise Refused("Cette grille n’est plus proposée.")
    grid.retired_at = timezone.now()
    grid.save(update_fields=["retired_at"])
    record("grid.retired", grid, by=by, code=grid.code, version=grid.version)
    return grid
