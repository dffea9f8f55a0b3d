"""What a validator says of one cell, one line or a whole file: the fact, then what to do."""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """`line` is the number in the table (the header is 1); `column` is empty for a whole line."""

    line: int
    column: str
    value: str
    code: str
    message: str
    remedy: str
    level: str = ERROR

    @property
    def is_error(self):
        return self.level == ERROR

    @property
    def sentence(self):
        return f"{self.message} {self.remedy}".strip()


def errors_of(findings):
    return [finding for finding in findings if finding.is_error]


def warnings_of(findings):
    return [finding for finding in findings if not finding.is_error]
