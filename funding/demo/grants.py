"""The money of the demo's grants: agreements, instalments, payments, shares, a request."""

import datetime
from decimal import Decimal

from equipment.demo.pool import on_the_day
from funding.models import GrantNature, ReportLine
from funding.services import award_grant, create_project
from funding.services.agreements import sign_agreement
from funding.services.funders import write_profile, write_program
from funding.services.grant_life import review_grant
from funding.services.grantees import equal_points, share_between_grantees
from funding.services.granting import request_grant
from funding.services.instalments import call_instalment, plan_instalments, set_instalment
from funding.services.payments import record_payment
from funding.services.treasury import add_commitment, note_balance
from inclusion.money import split

# Offsets from the day the world is loaded, as in `funding.demo`.
CLERMONT_SIGNED, CLERMONT_FIRST_PAID, CLERMONT_REST_PAID = -172, -150, -62
CONSORTIUM = ("ping", "alis-44", "naga", "oasis-environnement", "cemea-pays-de-la-loire")


def cents(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def build_funder(world):
    """What Clermont Auvergne Métropole says of itself, before anyone asks it for anything."""
    by = world.members["agent"]
    with world.inside("clermont-metropole"), on_the_day(world.at(-300, 10)):
        write_profile(
            by=by,
            is_published=True,
            report_line=ReportLine.INTERCOMMUNAL,
            is_public=True,
            report_template="action",
            variance_percent=cents(10),
            variance_amount=cents(500),
            second_signature_above=cents(20000),
            logo_rule="Le logo de la Métropole figure sur les affiches et les feuilles.",
            required_indicators=["devices_handed_over"],
        )
        return write_program(
            by=by,
            code="INUM",
            label="Inclusion numérique des familles",
            starts_on=world.on(-300),
            ends_on=world.on(430),
            public_ceiling=cents(80),
            counts_in_kind=True,
            eligible_accounts=["60", "61", "62", "64"],
            grace_days=60,
            indirect_rule="real",
            indirect_rate=None,
            requires_neighbourhoods=False,
            indicators=["devices_handed_over"],
            is_published=True,
        )


def sign_clermont(world, grant, by):
    """The agreement, 70 % at its signature: 10 500,00 € paid; inside Clermont's context."""
    with on_the_day(world.at(CLERMONT_SIGNED, 11)):
        sign_agreement(
            grant=grant,
            number=grant.convention_number,
            signed_on=world.on(CLERMONT_SIGNED),
            note="150 euros par famille équipée, pour 100 familles.",
            by=by,
        )
        first, rest = plan_instalments(
            grant=grant, parts="70/30", conditions=["signature", "interim"], by=by
        )
        call_instalment(instalment=first, by=by)
    with on_the_day(world.at(CLERMONT_FIRST_PAID, 9)):
        record_payment(
            grant=grant, amount=cents(10500), value_on=world.on(CLERMONT_FIRST_PAID),
            reference="CAM mandat 1184", by=by,
        )  # fmt: skip
    return rest


def settle_clermont(world, grant, by):
    """The half-way report is approved: the other 30 % is called and paid; then another is asked."""
    with world.inside("secours-populaire-63"):
        with on_the_day(world.at(CLERMONT_REST_PAID - 12, 10)):
            call_instalment(instalment=grant.instalments.get(rank=2), by=by)
        with on_the_day(world.at(CLERMONT_REST_PAID, 9)):
            record_payment(
                grant=grant, amount=cents(4500), value_on=world.on(CLERMONT_REST_PAID),
                reference="CAM mandat 2207", by=by,
            )  # fmt: skip
        with on_the_day(world.at(-12, 15)):
            asked = request_grant(
                project=grant.project,
                funder=world.organisations["prefecture-puy-de-dome"],
                object="Ordinateurs des familles sans financement déclaré",
                requested_amount=cents(37500),
                eligible_from=world.on(30),
                eligible_to=world.on(395),
                by=by,
            )
            review_grant(grant=asked, by=by)
        note_balance(on=world.on(-1), amount=cents("6240.18"), by=by)
        for label, amount in (("Loyer de l’atelier", 640), ("Assurance et fluides", 210)):
            add_commitment(
                label=label, amount=cents(amount), is_monthly=True, starts_on=world.on(4), by=by
            )


def build_rights(world):
    """The State's grant for Clermont's workshops: half paid, the other half to call."""
    by = world.members["tresorier"]
    with world.inside("secours-populaire-63"):
        with on_the_day(world.at(-101, 10)):
            project = create_project(
                title="Ateliers d’accès aux droits",
                description="Deux ateliers par semaine, à Clermont-Ferrand et à Cournon.",
                starts_on=world.on(-95),
                ends_on=world.on(270),
                promised_units=60,
                unit_label="séances",
                by=by,
            )
            grant = award_grant(
                project=project,
                funder=world.organisations["prefecture-puy-de-dome"],
                object="Ateliers d’accès aux droits en ligne",
                decided_on=world.on(-104),
                granted_amount=cents(6000),
                eligible_from=world.on(-95),
                eligible_to=world.on(270),
                by=by,
            )
            sign_agreement(
                grant=grant, number=f"{world.on(-101).year}-63-017", signed_on=world.on(-101), by=by
            )
            first, rest = plan_instalments(grant=grant, parts="50/50", by=by)
            call_instalment(instalment=first, by=by)
        with on_the_day(world.at(-80, 9)):
            record_payment(
                grant=grant, amount=cents(3000), value_on=world.on(-80),
                reference="EJ 2104887312", by=by,
            )  # fmt: skip
        set_instalment(
            instalment=rest, condition="date", due_on=world.on(-6), by=by,
            condition_note="À mi-parcours",
        )  # fmt: skip


def pay_cournon(world, grants, by):
    """Two grants, instalments called and to come; inside Cournon's context.

    With approvals on time the cash holds; thirty days later, it passes below zero.
    """
    for grant, days in zip(grants, (-190, -180), strict=True):
        with on_the_day(world.at(days, 10)):
            plan_instalments(grant=grant, parts="60/40", conditions=["date", "interim"], by=by)
    metropole, state = grants
    for grant, days in ((metropole, -20), (state, 12)):
        first = grant.instalments.get(rank=1)
        set_instalment(instalment=first, condition="date", due_on=world.on(days), by=by)
        rest = grant.instalments.get(rank=2)
        set_instalment(instalment=rest, condition="interim", due_on=world.on(75), by=by)
    with on_the_day(world.at(-18, 11)):
        call_instalment(instalment=metropole.instalments.get(rank=1), by=by)
    note_balance(on=world.on(-2), amount=cents("4310.55"), by=by)
    add_commitment(
        label="Deux médiatrices", amount=cents(4100), is_monthly=True,
        starts_on=world.on(6), ends_on=world.on(150), by=by,
    )  # fmt: skip


def call_limoges(world, grant, by):
    """28 921,00 € in three, above the threshold of agreements: signed, and its first part called.

    Inside Limoges Métropole's context.
    """
    with on_the_day(world.at(-318, 10)):
        sign_agreement(
            grant=grant, number=f"{world.on(-318).year}-87-042", signed_on=world.on(-318), by=by
        )
        first, *_ = plan_instalments(grant=grant, parts="3", by=by)
    with on_the_day(world.at(-25, 10)):
        call_instalment(instalment=first, by=by)


def build_rest(world):
    """Workshops of Clermont, a consortium of Nantes, what a structure of Limoges received."""
    build_rights(world)
    build_consortium(world)
    build_in_kind(world)


def build_consortium(world):
    """One grant of Nantes Métropole, shared in five equal parts."""
    by = world.members["tous-aux-ordis"]
    with world.inside("tous-aux-ordis"), on_the_day(world.at(-96, 14)):
        project = create_project(
            title="Atelier commun de reconditionnement",
            description="Cinq associations se partagent l’atelier et la subvention.",
            starts_on=world.on(-90),
            ends_on=world.on(275),
            promised_units=None,
            unit_label="appareils",
            by=by,
        )
        grant = award_grant(
            project=project,
            funder=world.organisations["nantes-metropole"],
            object="Atelier commun de cinq associations",
            decided_on=world.on(-100),
            granted_amount=cents(12000),
            eligible_from=world.on(-90),
            eligible_to=world.on(275),
            by=by,
        )
        members = [world.organisations[slug] for slug in CONSORTIUM]
        share_between_grantees(
            grant=grant,
            grantees=[
                {
                    "grantee": member,
                    "grantee_name": member.name,
                    "siret": member.siret,
                    "rna": member.rna,
                    "basis_points": points,
                }
                for member, points in zip(members, equal_points(len(members)), strict=True)
            ],
            by=by,
        )
        plan_instalments(grant=grant, parts="50/50", by=by)


def build_in_kind(world):
    """34 of the 121 devices: for the Mission locale, a grant in kind of Limoges Métropole."""
    by = world.members["mission-locale"]
    value = split(cents(43381), [34, 10, 77])[0]
    with world.inside("mission-locale-limoges"), on_the_day(world.at(-120, 9)):
        project = create_project(
            title="34 appareils pour les jeunes suivis",
            description="Une aide en nature, à sa part du coût des 121 appareils.",
            starts_on=world.on(-320),
            ends_on=world.on(-20),
            promised_units=34,
            unit_label="appareils",
            by=by,
        )
        award_grant(
            project=project,
            funder=world.organisations["limoges-metropole"],
            object="Appareils remis à la Mission locale",
            nature=GrantNature.IN_KIND,
            decided_on=world.on(-121),
            granted_amount=value,
            eligible_from=world.on(-320),
            eligible_to=world.on(-20),
            exercise_ends_on=_end_of_year(world.on(-20)),
            by=by,
        )


def _end_of_year(day):
    return datetime.date(day.year, 12, 31)
