"""What figures say about themselves: one finding, with its figures and their fingerprint."""

import hashlib
import json
from dataclasses import dataclass, field

SEVERITIES = ("block", "warn", "info", "ok")


@dataclass(frozen=True)
class Finding:
    """One thing the figures say about themselves."""

    code: str
    severity: str  # block, warn, info, ok
    title: str
    sentence: str
    figures: dict = field(default_factory=dict, hash=False)

    @property
    def fingerprint(self):
        """SHA-256 of the code and its figures, whatever their order."""
        text = json.dumps([self.code, self.figures], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_blocking(self):
        return self.severity == "block"


def listed(words):
    """« a, b et c »."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
