"""The verdict on one proof of erasure: a pure function, so that anyone can check why.

What each method is worth on each kind of medium follows the levels of NIST SP 800-88 (CLEAR, PURGE,
DESTROY): rewriting a flash memory leaves cells it cannot reach, so it never counts as PURGE.
"""

from .claims import Claim, judge
from .levels import RANK, STRICT, ToolPolicy, Verdict, reached_level, required_level
from .runs import judge_run

__all__ = [
    "RANK",
    "STRICT",
    "Claim",
    "ToolPolicy",
    "Verdict",
    "judge",
    "judge_run",
    "reached_level",
    "required_level",
]
