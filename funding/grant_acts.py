"""Which act is open to whom, in which state of a grant. What is not written here is refused."""

from dataclasses import dataclass

from funding.models import GrantState
from funding.permissions import can_do_funding, can_submit
from inclusion.exceptions import Refused

ASKED = frozenset({GrantState.REQUESTED, GrantState.UNDER_REVIEW})
UNDER_WAY = frozenset({GrantState.GRANTED, GrantState.CONTRACTED, GrantState.RUNNING})
# Money may still move: a balance comes after the report, and what is given back after the end.
MONEY_MOVES = UNDER_WAY | {GrantState.REPORTING, GrantState.TERMINATED}


@dataclass(frozen=True)
class GrantAct:
    """One act on a grant: who may do it, and from which states."""

    code: str
    label: str
    rule: object
    states: frozenset

    def is_open(self, member, grant):
        return self.rule(member) and grant.state in self.states


def _acts(*rows):
    return {row[0]: GrantAct(*row[:3], frozenset(row[3])) for row in rows}


# What binds the organisation (to give up, to stop) belongs to who may speak in its name.
GRANT_ACTS = _acts(
    ("review", "Mettre en instruction", can_do_funding, {GrantState.REQUESTED}),
    ("award", "Enregistrer l’accord", can_do_funding, ASKED),
    ("refuse", "Enregistrer le refus", can_do_funding, ASKED),
    ("withdraw", "Retirer la demande", can_submit, ASKED),
    ("edit", "Modifier", can_do_funding, ASKED | UNDER_WAY),
    ("share", "Répartir entre bénéficiaires", can_do_funding, ASKED | UNDER_WAY),
    ("contract", "Signer la convention", can_do_funding, {GrantState.GRANTED}),
    ("amend", "Signer un avenant", can_do_funding, {GrantState.CONTRACTED, GrantState.RUNNING}),
    ("start", "Commencer l’action", can_do_funding, {GrantState.GRANTED, GrantState.CONTRACTED}),
    ("terminate", "Résilier", can_submit, UNDER_WAY | {GrantState.REPORTING}),
    ("instalments", "Prévoir les tranches", can_do_funding, UNDER_WAY | {GrantState.REPORTING}),
    ("call", "Appeler une tranche", can_do_funding, MONEY_MOVES - {GrantState.TERMINATED}),
    ("pay", "Enregistrer un versement", can_do_funding, MONEY_MOVES),
    ("report", "Ouvrir un compte rendu", can_do_funding, MONEY_MOVES),
)  # fmt: skip


def may(member, grant, code):
    """True when this member may do this act on the grant as it is."""
    return GRANT_ACTS[code].is_open(member, grant)


def open_acts(member, grant):
    """The codes of the acts open to the member, for the page's buttons."""
    return {code for code, act in GRANT_ACTS.items() if act.is_open(member, grant)}


def refuse_unless_open(member, grant, code):
    """Raise the sentence that says what stands in the way."""
    act = GRANT_ACTS[code]
    if not act.rule(member):
        raise Refused("Votre rôle ne permet pas cet acte.")
    if grant.state not in act.states:
        raise Refused(
            f"«\u00a0{act.label}\u00a0» n’est pas possible\u00a0: cette subvention est"
            f" «\u00a0{GrantState(grant.state).label.lower()}\u00a0»."
        )
