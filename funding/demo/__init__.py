"""Funding in the demo world: the articles' arrangements, to the cent."""

from decimal import Decimal

from equipment.demo.clermont import OFFER
from equipment.demo.pool import on_the_day
from equipment.models import Offer
from funding.demo import grants as lived
from funding.demo.money import build_money
from funding.demo.officer import build_officer
from funding.models import Realisation, ReportKind, SourceKind
from funding.services import (
    answer_question,
    approve_submission,
    ask_question,
    award_grant,
    close_question,
    create_project,
    mark_ready,
    open_report,
    open_review,
    submit_report,
    write_plan,
    write_report,
)

CLERMONT, METROPOLE = "secours-populaire-63", "clermont-metropole"
# The first computer was handed over 150 days ago, the last ones this week.
FIRST_DAY, LAST_DAY, INTERIM_DAY = -170, -1, -85


def build(world):
    """Clermont and its reports, Cournon's two grants, Limoges and its contradiction, and who
    gives without an amount."""
    program = lived.build_funder(world)
    build_clermont(world, program)
    build_cournon(world)
    build_limoges(world)
    build_bordeaux(world)
    build_nantes(world)
    lived.build_rest(world)
    build_officer(world)
    build_money(world)


def euro(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def line(payer_name, source_kind, *, payer=None, rate=None, amount=None, unit=None):
    return {
        "payer_name": payer_name,
        "payer": payer,
        "source_kind": source_kind,
        "stated_rate": None if rate is None else Decimal(rate),
        "stated_amount": None if amount is None else euro(amount),
        "unit_amount": None if unit is None else euro(unit),
    }


def build_clermont(world, program):
    """350 computers promised, 100 funded, 92 handed over; the final report is ready to submit."""
    metropole = world.organisations[METROPOLE]
    treasurer, manager = world.members["tresorier"], world.members["responsable"]
    with world.inside(CLERMONT):
        with on_the_day(world.at(FIRST_DAY - 8)):
            project = create_project(
                title="350 ordinateurs pour les familles",
                description=(
                    "Après avoir équipé 50 étudiants, l’association s’engage à remettre 350"
                    " ordinateurs à des familles, et à les accompagner\u00a0: droits, logement,"
                    " emploi, scolarité."
                ),
                starts_on=world.on(FIRST_DAY),
                ends_on=world.on(FIRST_DAY + 729),
                promised_units=350,
                unit_label="ordinateurs",
                by=treasurer,
            )
            plan = write_plan(
                project=project,
                values={
                    "source": "Convention avec Clermont Auvergne Métropole",
                    "declared_total": euro(25000),
                    "planned_units": 100,
                    "unit_amount": euro(250),
                },
                lines=[
                    line("Familles", SourceKind.USERS, unit=50),
                    line("Secours populaire 63", SourceKind.OWN, unit=50),
                    line(metropole.name, SourceKind.GRANT, payer=metropole, amount=15000, unit=150),
                    line(
                        "Hewlett-Packard",
                        SourceKind.IN_KIND,
                        payer=world.organisations["hewlett-packard"],
                    ),
                ],
                by=treasurer,
            )
        decided_on = world.on(FIRST_DAY - 5)
        grant = award_grant(
            project=project,
            plan=plan,
            funder=metropole,
            convention_number=f"{decided_on.year}-118",
            decided_on=decided_on,
            program=program,
            granted_amount=euro(15000),
            unit_amount=euro(150),
            funded_units=100,
            offer=Offer.objects.get(organisation=manager.organisation_id, name=OFFER),
            eligible_from=world.on(FIRST_DAY),
            eligible_to=world.on(LAST_DAY),
            by=treasurer,
        )
        lived.sign_clermont(world, grant, treasurer)
    _interim(world, grant, treasurer, manager)
    lived.settle_clermont(world, grant, treasurer)
    with world.inside(CLERMONT), on_the_day(world.at(0, 8, 40)):
        _final(world, grant, treasurer)


def _interim(world, grant, treasurer, manager):
    """The half-way report, approved: what the officer's desk already knows."""
    with world.inside(CLERMONT):
        with on_the_day(world.at(INTERIM_DAY + 3, 15)):
            report = open_report(
                grant=grant,
                kind=ReportKind.INTERIM,
                period_start=world.on(FIRST_DAY),
                period_end=world.on(INTERIM_DAY),
                by=treasurer,
            )
            write_report(
                report=report,
                realisation=Realisation.PARTLY,
                narrative=(
                    "Les premières familles viennent à l’atelier chercher leur ordinateur neuf."
                    " Chaque remise prend une heure\u00a0: mise en route, première connexion,"
                    " adresse électronique. Les ateliers sur les droits et l’emploi ont commencé."
                ),
                difficulties="Le premier lot est arrivé avec trois semaines de retard.",
                reasons={},
                by=treasurer,
            )
            mark_ready(report=report, by=treasurer)
        with on_the_day(world.at(INTERIM_DAY + 4, 9, 30)):
            submission = submit_report(report=report, by=manager)
    officer = world.members["agent"]
    with world.inside(METROPOLE):
        with on_the_day(world.at(INTERIM_DAY + 6, 10)):
            open_review(submission=submission, by=officer)
            question = ask_question(
                submission=submission,
                body="Le retard du premier lot remet-il en cause les 100 remises\u202f?",
                by=officer,
            )
    with world.inside(CLERMONT), on_the_day(world.at(INTERIM_DAY + 7, 11)):
        answer_question(
            question=question,
            body=(
                "Non\u00a0: le second lot est commandé, et deux médiateurs remettent chaque"
                " semaine."
            ),
            by=treasurer,
        )
    with world.inside(METROPOLE), on_the_day(world.at(INTERIM_DAY + 9, 16)):
        close_question(question=question, by=officer)
        approve_submission(submission=submission, by=officer)


def _final(world, grant, treasurer):
    report = open_report(
        grant=grant,
        kind=ReportKind.FINAL,
        period_start=grant.eligible_from,
        period_end=grant.eligible_to,
        by=treasurer,
    )
    write_report(
        report=report,
        realisation=Realisation.PARTLY,
        narrative=(
            "92 familles sont reparties avec un ordinateur neuf, son chargeur, sa souris et un"
            " guide de prise en main. Chacune a donné 50 euros. Les remises se font à l’atelier"
            " de reconditionnement et à la permanence de Cournon, en présence d’une médiatrice."
            "\n\nL’accompagnement continue en atelier\u00a0: droits, logement, emploi, scolarité."
        ),
        difficulties=(
            "Huit familles inscrites n’ont pas pu venir avant la fin de la période\u00a0:"
            " elles sont sur la liste des prochaines remises, et ne sont pas comptées ici."
        ),
        reasons={
            "under_delivery": (
                "Huit familles n’ont pas été équipées avant la fin de la période. Le trop-versé"
                " sera rendu."
            ),
            "charges.60.1": "Huit ordinateurs de moins à 250 euros.",
            "produits.74.EPCI.clermont-auvergne-metropole": "Droit limité aux 92 remises.",
        },
        by=treasurer,
    )
    mark_ready(report=report, by=treasurer)


def build_cournon(world):
    """10 000 € twice, and no objective in the text: the page asks for one."""
    by = world.members["ccas"]
    metropole = world.organisations[METROPOLE]
    state = world.organisations["prefecture-puy-de-dome"]
    with world.inside("ccas-cournon"):
        project = create_project(
            title="Inclusion numérique à Cournon",
            description="Le texte donne deux montants, sans taux ni objectif chiffré.",
            starts_on=world.on(-210),
            ends_on=world.on(155),
            promised_units=None,
            unit_label="personnes accompagnées",
            by=by,
        )
        plan = write_plan(
            project=project,
            values={"source": "Délibération du CCAS"},
            lines=[
                line(metropole.name, SourceKind.GRANT, payer=metropole, amount=10000),
                line("État", SourceKind.GRANT, payer=state, amount=10000),
            ],
            by=by,
        )
        grants = [
            award_grant(
                project=project,
                plan=plan,
                funder=funder,
                convention_number="",
                decided_on=world.on(-215),
                granted_amount=euro(10000),
                unit_amount=None,
                funded_units=None,
                offer=None,
                eligible_from=world.on(-210),
                eligible_to=world.on(155),
                by=by,
            )
            for funder in (metropole, state)
        ]
        lived.pay_cournon(world, grants, by)


def build_limoges(world):
    """« 80 % » 28 921 €, « 20 % » 14 460 €: the plan says so, and the report waits for it."""
    by = world.members["tresorier-limoges"]
    state = world.organisations["prefecture-haute-vienne"]
    with world.inside("limoges-metropole"):
        project = create_project(
            title="Équipement des quartiers prioritaires",
            description=(
                "121 appareils pour sept structures des quartiers prioritaires de Limoges.\n"
                "121 appareils annoncés = 62 ordinateurs + 39 tablettes + 20 smartphones\n"
                "121 appareils répartis = 34 à la Mission locale + 10 à la Cité de l’Emploi"
                " + 77 aux cinq autres structures\n"
                "Cité de l’Emploi\u00a0: 13 ordinateurs utilisés = 10 reçus"
            ),
            starts_on=world.on(-320),
            ends_on=world.on(-20),
            promised_units=121,
            unit_label="appareils",
            by=by,
        )
        plan = write_plan(
            project=project,
            values={"source": "Annonce de l’État et de la Métropole", "planned_units": 121},
            lines=[
                line("État", SourceKind.GRANT, payer=state, rate=80, amount=28921),
                line(
                    "Limoges Métropole",
                    SourceKind.OWN,
                    payer=by.organisation,
                    rate=20,
                    amount=14460,
                ),
            ],
            by=by,
        )
        grant = award_grant(
            project=project,
            plan=plan,
            funder=state,
            convention_number="",
            decided_on=world.on(-325),
            granted_amount=euro(28921),
            unit_amount=None,
            funded_units=None,
            offer=None,
            eligible_from=world.on(-320),
            eligible_to=world.on(-20),
            by=by,
        )
        lived.call_limoges(world, grant, by)
        report = open_report(
            grant=grant,
            kind=ReportKind.FINAL,
            period_start=grant.eligible_from,
            period_end=grant.eligible_to,
            by=by,
        )
        write_report(
            report=report,
            realisation=Realisation.DONE,
            narrative=(
                "121 appareils ont été remis aux sept structures, qui les utilisent dans leurs"
                " locaux et hors les murs."
            ),
            difficulties="",
            reasons={},
            by=by,
        )


def build_bordeaux(world):
    """Volunteers, civic service, solidarity prices: no euro stated, and none invented."""
    by = world.members["responsable-bordeaux"]
    with world.inside("emmaus-connect-bordeaux"):
        project = create_project(
            title="Point d’accueil des Aubiers",
            description=(
                "Diagnostic, ateliers gratuits, matériel et connexion à prix solidaire, pour plus"
                " de cent personnes inscrites."
            ),
            starts_on=world.on(-150),
            ends_on=world.on(215),
            promised_units=100,
            unit_label="personnes",
            by=by,
        )
        write_plan(
            project=project,
            values={"source": "Article de presse, sans montant"},
            lines=[
                line("Ventes à prix solidaire", SourceKind.USERS),
                line("Bénévoles et service civique", SourceKind.IN_KIND),
            ],
            by=by,
        )


def build_nantes(world):
    """Skills and equipment are given, five associations share the work: no euro stated."""
    by = world.members["tous-aux-ordis"]
    with world.inside("tous-aux-ordis"):
        project = create_project(
            title="Collecte «\u00a0Tous aux ordis\u202f!\u00a0»",
            description=(
                "Des entreprises et des particuliers donnent du matériel\u202f; cinq associations"
                " le reconditionnent."
            ),
            starts_on=world.on(-240),
            ends_on=world.on(125),
            promised_units=None,
            unit_label="appareils",
            by=by,
        )
        write_plan(
            project=project,
            values={"source": "Article de presse, sans montant"},
            lines=[
                line("Matériel donné", SourceKind.IN_KIND),
                line("Compétences d’une agence", SourceKind.IN_KIND),
            ],
            by=by,
        )
