"""What a checklist is, and what its answers are worth. Pure."""

from dataclasses import dataclass

from django.db import models


class Answer(models.TextChoices):
    OK = "ok", "Conforme"
    FAULTY = "ko", "Défaut"
    NOT_APPLICABLE = "na", "Sans objet"


@dataclass(frozen=True)
class Line:
    """One thing to try. `may_not_apply`: some devices of the type do not have it."""

    key: str
    title: str
    how: str = ""
    is_mandatory: bool = True
    may_not_apply: bool = False

    @property
    def answers(self):
        allowed = [Answer.OK, Answer.FAULTY]
        return [*allowed, Answer.NOT_APPLICABLE] if self.may_not_apply else allowed


@dataclass(frozen=True)
class Checklist:
    """What is tried on devices of these types, in the order of the hands."""

    code: str
    version: str
    title: str
    types: tuple[str, ...]
    lines: tuple[Line, ...]

    def unanswered(self, answers):
        """Mandatory lines without a possible answer."""
        return [
            line
            for line in self.lines
            if line.is_mandatory and answers.get(line.key) not in line.answers
        ]

    def foreign(self, answers):
        """Answers to nothing on the list, or that its line does not take."""
        allowed = {line.key: line.answers for line in self.lines}
        return sorted(key for key, value in answers.items() if value not in allowed.get(key, ()))

    def faults(self, answers):
        """Lines answered « Défaut », mandatory ones first."""
        found = [line for line in self.lines if answers.get(line.key) == Answer.FAULTY]
        return sorted(found, key=lambda line: not line.is_mandatory)

    def is_passed(self, answers):
        """True when every mandatory line was tried and works, or does not exist on this device.

        Consumer code, R122-4: only then may « reconditionné » be written.
        """
        return not self.unanswered(answers) and not any(
            line.is_mandatory for line in self.faults(answers)
        )
