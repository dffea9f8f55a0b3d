"""What each model of document must say, by what text, and what still has to be read by a lawyer.

Nothing of this is printed: a paper never says of itself that it is unsure. The manager reads it.
"""

from dataclasses import dataclass

from inclusion.documents.kinds import all_kinds
from inclusion.organisations.models import Role


@dataclass(frozen=True)
class Mention:
    """One thing the document says because a text asks for it.

    `is_to_review`: written from what we know of the text, not compared with it word by word.
    """

    words: str
    source: str = ""
    is_to_review: bool = False


@dataclass(frozen=True)
class Model:
    """A kind as its page shows it."""

    code: str
    label: str
    prefix: str
    version: str
    readers: tuple
    mentions: tuple

    @property
    def to_review(self):
        return sum(mention.is_to_review for mention in self.mentions)


_models: dict[str, tuple[str, tuple]] = {}


def describe_model(code, version, *mentions):
    """Say which version of its template a kind is at, and what it must hold."""
    _models[code] = (version, mentions)


def version_of(code):
    """The version of a kind's template; the first one when nobody said."""
    return _models.get(code, ("2026-1", ()))[0]


def all_models():
    """Every kind of the product with its mentions, those to review first."""
    models = [
        Model(
            code=kind.code,
            label=kind.label,
            prefix=kind.prefix,
            version=version_of(kind.code),
            readers=tuple(role.label for role in Role if role in kind.roles),
            mentions=_models.get(kind.code, ("", ()))[1],
        )
        for kind in all_kinds()
    ]
    return sorted(models, key=lambda model: not model.to_review)
