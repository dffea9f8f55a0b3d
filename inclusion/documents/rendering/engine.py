"""Documents' own template engine: autoescape on, own filters, no context but the facts."""

from functools import cache
from pathlib import Path

from django.template import Context, Engine

from .facts import MissingFact

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


class StrictContext(Context):
    """A context where an unknown name is an error, not an empty text."""

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            raise MissingFact(f"Missing fact: facts.{key}") from None


@cache
def engine():
    return Engine(
        dirs=[TEMPLATES],
        autoescape=True,
        libraries={"documents": "inclusion.documents.rendering.filters"},
    )


def markup(template, values):
    """Write the page of `template` (`handover_certificate`, …) from readable facts."""
    page = engine().get_template(f"documents/{template}.html")
    return page.render(StrictContext(values, use_l10n=False, use_tz=False))
