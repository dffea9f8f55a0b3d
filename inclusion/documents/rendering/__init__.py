"""Facts in, PDF out: `render(template, facts)` is the whole public face of this package.

Pure: no database, no network, no request, no clock. The same facts give the same bytes.
The press (WeasyPrint, a second of imports) is loaded at the first use: pages do not pay for it.
"""

from .facts import InvalidFact, MissingFact, canonical_json

__all__ = ["InvalidFact", "MissingFact", "canonical_json", "render", "warm_up"]


def render(template, facts):
    """Draw `facts` with `template`; raises MissingFact or InvalidFact, naming the place."""
    from . import press

    return press.render(template, facts)


def warm_up():
    """Parse sheets, fonts and base template once, when a worker starts."""
    from . import press

    press.warm_up()
