"""Money in the demo world: budgets, invoices, who pays them, hours given.

The devices of Clermont's grant are counted by their hand-overs: nothing here is charged to it. The
invoices are those of another action of the same association, its workshops for the families.
"""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from equipment.demo.pool import on_the_day
from funding.cerfa_lines import line_of_account
from funding.models import Expense, ExpenseAllocation, Grant, Project, SourceKind
from funding.selectors.budget import draft_of
from funding.selectors.plans import latest_plan
from funding.services import (
    award_grant,
    charge_expense,
    create_project,
    record_contribution,
    record_credit_note,
    record_expense,
    spread_expense,
    value_hours,
    write_budget,
    write_plan,
)
from funding.services.allocations import recounted_at_the_end
from funding.suppliers import supplier_key
from inclusion.exceptions import Refused

CLERMONT, COURNON = "secours-populaire-63", "ccas-cournon"
FIRST_DAY, LAST_DAY = -150, 120
STATE_AMOUNT, STATE_CAP = Decimal("6000.00"), Decimal(80)
# Supplier, account, what for, amount; one every five days or so, the last ones still to be checked.
INVOICES = (
    ("Papeterie des Volcans", "6064", "Cahiers et feutres des ateliers", "186.40"),
    ("Imprimerie du Puy", "6236", "Affiches et dépliants", "420.00"),
    ("Assurance mutuelle des associations", "616", "Assurance des ateliers", "312.00"),
    ("Télécom Auvergne", "6262", "Connexion de la salle, premier trimestre", "239.70"),
    ("Location du Sancy", "6135", "Vidéoprojecteur", "150.00"),
    ("Studio Fontgiève", "6226", "Livret « Mes droits en ligne »", "980.00"),
    ("Autocars Limagne", "6248", "Venue des familles, deux journées", "540.00"),
    ("Traiteur solidaire", "6257", "Goûter de la première séance", "128.50"),
    ("Papeterie des Volcans", "6064", "Clés de stockage pour les participants", "264.00"),
    ("Librairie Lecoq", "6181", "Manuels de prise en main", "147.30"),
    ("Salle Jean-Richepin", "6132", "Salle, quatre demi-journées", "360.00"),
    ("Atelier Réparer", "6155", "Entretien des postes de formation", "275.00"),
    ("Association des interprètes", "6226", "Interprète, six séances", "690.00"),
    ("Transports en commun", "6251", "Tickets des familles", "216.00"),
    ("Télécom Auvergne", "6262", "Connexion de la salle, deuxième trimestre", "239.70"),
    ("Imprimerie du Puy", "6236", "Livret, second tirage", "310.00"),
    ("Papeterie des Volcans", "6064", "Fournitures de la rentrée", "198.20"),
    ("Studio Fontgiève", "6226", "Adaptation facile à lire", "560.00"),
    ("Salle Jean-Richepin", "6132", "Salle, deux demi-journées", "180.00"),
    ("Autocars Limagne", "6248", "Venue des familles, une journée", "270.00"),
    ("Garde d’enfants du quartier", "6288", "Garde pendant les séances", "384.00"),
    ("Traiteur solidaire", "6257", "Repas de mi-parcours", "243.00"),
    ("Librairie Lecoq", "6181", "Guides des démarches", "96.60"),
    ("Télécom Auvergne", "6262", "Connexion de la salle, troisième trimestre", "239.70"),
)
TO_CHECK = 2
# Of each ten invoices, so many are charged to the State whole, half, or left to own funds.
SHARES = (100, 100, 50, 0, 100, 60, 50, 0, 100, 0)

COURNON_INVOICES = (
    ("Médiation itinérante", "6226", "Permanences, premier trimestre", "2400.00"),
    ("Papeterie de l’Allier", "6064", "Fournitures des permanences", "318.55"),
    ("Télécom Auvergne", "6262", "Connexion des permanences", "359.40"),
    ("Médiation itinérante", "6226", "Permanences, deuxième trimestre", "2400.00"),
    ("Imprimerie du Puy", "6236", "Affiches « Une question, un clic »", "265.01"),
    ("Location du Sancy", "6135", "Ordinateurs de démonstration", "820.00"),
)


def build_money(world):
    _budget_of_the_computers(world)
    project, grant = _families_project(world)
    _invoices(world, project, grant)
    _what_is_given(world, project)
    _cournon(world)


def _budget_of_the_computers(world):
    with world.inside(CLERMONT):
        by = world.members["tresorier"]
        project = Project.objects.visible_to(by).get(promised_units=350)
        write_budget(project=project, lines=draft_of(latest_plan(project)), by=by)


def _families_project(world):
    """Workshops for the families: the State pays up to 80 %, the association the rest."""
    by, state = world.members["tresorier"], world.organisations["prefecture-puy-de-dome"]
    with world.inside(CLERMONT), on_the_day(world.at(FIRST_DAY - 6)):
        project = create_project(
            title="Ateliers numériques des familles",
            description="Droits, logement, emploi, scolarité\u00a0: des ateliers avec interprète.",
            starts_on=world.on(FIRST_DAY),
            ends_on=world.on(LAST_DAY),
            promised_units=None,
            unit_label="familles accompagnées",
            by=by,
        )
        own = {"source_kind": SourceKind.OWN, "payer": None, "stated_amount": Decimal(3500)}
        paid = {"source_kind": SourceKind.GRANT, "payer": state, "stated_amount": STATE_AMOUNT}
        blank = {"stated_rate": None, "unit_amount": None}
        plan = write_plan(
            project=project,
            values={"source": "Arrêté de subvention, contrat de ville"},
            lines=[
                {"payer_name": "Préfecture du Puy-de-Dôme", **paid, **blank},
                {"payer_name": "Secours populaire 63", **own, **blank},
            ],
            by=by,
        )
        grant = award_grant(
            project=project,
            plan=plan,
            funder=state,
            convention_number="",
            decided_on=world.on(FIRST_DAY - 10),
            granted_amount=STATE_AMOUNT,
            paid_amount=Decimal("0.00"),
            paid_on=None,
            unit_amount=None,
            funded_units=None,
            offer=None,
            eligible_from=world.on(FIRST_DAY),
            eligible_to=world.on(LAST_DAY),
            by=by,
        )
        Grant.objects.filter(pk=grant.pk).update(rate_cap=STATE_CAP)
        write_budget(project=project, lines=_families_budget(state), by=by)
    return project, grant


def _families_budget(state):
    lines = [
        ("60.2", "900.00"),
        ("61.1", "900.00"),
        ("61.2", "300.00"),
        ("61.3", "320.00"),
        ("61.4", "350.00"),
        ("62.1", "2800.00"),
        ("62.2", "800.00"),
        ("62.3", "1500.00"),
        ("62.4", "1630.00"),
        ("OWN.1", "3500.00"),
    ]
    rows = [{"line_code": code, "planned_amount": Decimal(amount)} for code, amount in lines]
    paid = {"line_code": "74.ETAT", "payer": state, "planned_amount": STATE_AMOUNT}
    return [*rows[:-1], paid | {"label": state.name}, rows[-1]]


def _invoices(world, project, grant):
    """The past in two sets; the latest three by the acts that a treasurer would do."""
    by = world.members["tresorier"]
    with world.inside(CLERMONT):
        expenses = [
            _invoice(world, project, by, rank, *invoice, first=FIRST_DAY, every=6)
            for rank, invoice in enumerate(INVOICES)
        ]
        for expense in expenses[-TO_CHECK:]:
            expense.state, expense.paid_on = "draft", None
        allocations = []
        for rank, expense in enumerate(expenses[:-TO_CHECK]):
            rate = SHARES[rank % len(SHARES)]
            if rate:
                amount = (expense.eligible_amount * rate / 100).quantize(Decimal("0.01"))
                expense.allocated_amount = amount
                allocations.append(
                    ExpenseAllocation(
                        organisation_id=by.organisation_id,
                        expense=expense,
                        grant=grant,
                        amount=amount,
                        created_by=by,
                    )
                )
        recounted_at_the_end()
        Expense.objects.bulk_create(expenses)
        ExpenseAllocation.objects.bulk_create(allocations)
        with on_the_day(world.at(-4, 10)):
            flyer = record_expense(
                project=project,
                by=by,
                is_checked=True,
                supplier="Imprimerie du Puy",
                document_number="IP-0931",
                description="Programme de l’hiver",
                invoiced_on=world.on(-6),
                paid_on=world.on(-4),
                gross_amount=Decimal("264.00"),
                account="6236",
            )
            charge_expense(expense=flyer, grant=grant, amount=Decimal("200.00"), by=by)
        with on_the_day(world.at(-2, 11)):
            record_credit_note(
                invoice=flyer,
                document_number="IP-A-0044",
                invoiced_on=world.on(-2),
                gross_amount=Decimal("44.00"),
                description="Cent exemplaires mal coupés",
                by=by,
            )


def _invoice(world, project, by, rank, supplier, account, about, amount, *, first, every):
    invoiced_on = world.on(first + 2 + every * rank)
    return Expense(
        organisation_id=by.organisation_id,
        project=project,
        supplier=supplier,
        supplier_key=supplier_key(supplier),
        document_number=f"{invoiced_on:%y%m}-{rank + 101}",
        description=about.replace("« ", "«\u00a0").replace(" »", "\u00a0»"),
        invoiced_on=invoiced_on,
        paid_on=min(invoiced_on + timedelta(days=9), world.on(-1)),
        gross_amount=Decimal(amount),
        eligible_amount=Decimal(amount),
        account=account,
        line_code=line_of_account(account),
        state="checked",
        created_by=by,
    )


def _what_is_given(world, project):
    """The volunteers' hours of the last two months, a room lent, machines nobody has valued."""
    by = world.members["tresorier"]
    with world.inside(CLERMONT), on_the_day(world.at(-3, 15)):
        # Some days nobody's hours are confirmed yet.
        with suppress(Refused):
            value_hours(project=project, starts_on=world.on(-70), ends_on=world.on(-1), by=by)
        record_contribution(
            project=project,
            nature="mise_a_disposition",
            label="Salle du centre de quartier",
            giver_name="Ville de Clermont-Ferrand",
            starts_on=project.starts_on,
            ends_on=world.on(-1),
            quantity=Decimal(24),
            unit="demi-journées",
            unit_value=Decimal("45.00"),
            method="Tarif public de la salle",
            by=by,
        )
        record_contribution(
            project=project,
            nature="don",
            label="Claviers et souris d’occasion",
            giver_name="Entreprises du quartier",
            starts_on=project.starts_on,
            ends_on=world.on(-1),
            by=by,
        )


def _cournon(world):
    """Two funders, half each, to the cent."""
    by = world.members["ccas"]
    with world.inside(COURNON):
        project = Project.objects.visible_to(by).get()
        grants = list(project.grants.order_by("pk"))
        write_budget(project=project, lines=draft_of(latest_plan(project)), by=by)
        expenses = Expense.objects.bulk_create(
            _invoice(world, project, by, rank, *invoice, first=-190, every=27)
            for rank, invoice in enumerate(COURNON_INVOICES)
        )
        for expense in expenses[:5]:
            spread_expense(expense=expense, shares=[(g, Decimal(50)) for g in grants], by=by)
