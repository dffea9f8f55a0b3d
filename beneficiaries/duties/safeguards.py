"""What protects the files, as the system sees it at this instant: measured, never declared."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from beneficiaries.models import Beneficiary, Hold, PurgeRun, ReadingAlert, RightsRequest
from inclusion.encryption.fields import BlindIndexField, EncryptedTextField
from inclusion.encryption.keys import master_keys
from inclusion.encryption.models import OrganisationKey
from inclusion.journal.models import Entry
from inclusion.journal.verification import verify_active_organisation
from inclusion.organisations.middleware import STAFF_ABSOLUTE_SECONDS, STAFF_IDLE_SECONDS
from inclusion.organisations.models import SECOND_FACTOR_ROLES, Membership
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import day, number

UNUSED_DAYS = 60
# Beyond this many entries, proving the journal is the nightly command's work, not a page's.
VERIFIED_ON_A_PAGE = 20_000


@dataclass(frozen=True)
class Safeguard:
    """One measure: what it is, what was found, and whether something is to be looked at."""

    title: str
    found: str
    is_met: bool = True


def safeguards(member):
    """Every measure that can be observed from here, those to look at included."""
    return [
        *_isolation(),
        *_encryption(member),
        *_accounts(member),
        _transport(),
        _journal(),
        *_duties(member),
    ]


def encrypted_columns():
    """(model, field) of every value that the database only keeps sealed."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def isolated_tables():
    """(names of the tables under forced row-level security, names of those that are not)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' ORDER BY c.relname"
        )
        rows = cursor.fetchall()
    return [name for name, isolated in rows if isolated], [
        name for name, isolated in rows if not isolated
    ]


def _isolation():
    isolated, others = isolated_tables()
    personal = {
        model._meta.db_table
        for relation in Beneficiary._meta.related_objects
        for model in [relation.related_model]
    } | {Beneficiary._meta.db_table}
    exposed = sorted(personal & set(others))
    found = f"{counted(len(isolated), 'table')} sous sécurité par ligne imposée (PostgreSQL)"
    if exposed:
        found += f"\u202f; des données de personnes sont hors d’elle\u00a0: {', '.join(exposed)}"
    else:
        found += (
            f", dont les {number(len(personal))} qui portent des données de personnes"
            f"\u202f; {number(len(others))} tables techniques n’y sont pas"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, EXISTS"
            " (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        bypasses, owns = cursor.fetchone()
    return [
        Safeguard("Cloisonnement entre structures", found, is_met=not exposed),
        Safeguard(
            "Compte de l’application dans la base",
            "contourne le cloisonnement" if bypasses or owns else "soumis au cloisonnement",
            is_met=not (bypasses or owns),
        ),
    ]


def _encryption(member):
    columns = encrypted_columns()
    blind = sum(
        isinstance(field, BlindIndexField)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    )
    keys = OrganisationKey.objects.filter(organisation=member.organisation_id).count()
    names = {str(model._meta.verbose_name) for model, _ in columns}
    masters = len(master_keys()) if settings.ENCRYPTION_KEYS else 0
    return [
        Safeguard(
            "Chiffrement des champs sensibles",
            f"{counted(len(columns), 'champ chiffré', 'champs chiffrés')} (AES-256-GCM) dans"
            f"{NO_BREAK}: {', '.join(sorted(names))}\u202f; {number(blind)} index aveugles",
        ),
        Safeguard(
            "Clés de chiffrement",
            f"{counted(keys, 'clé propre', 'clés propres')} à la structure, sous"
            f" {counted(masters, 'clé maîtresse', 'clés maîtresses')}",
            is_met=bool(masters),
        ),
    ]


def _accounts(member):
    active = list(
        Membership.objects.visible_to(member)
        .active()
        .filter(role__in=SECOND_FACTOR_ROLES)
        .values_list("user_id", "user__last_login", "started_at")
    )
    users = {user for user, *_ in active}
    covered = (
        Authenticator.objects.filter(
            user_id__in=users, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        )
        .values("user_id")
        .distinct()
        .count()
    )
    limit = timezone.now() - timedelta(days=UNUSED_DAYS)
    unused = sum((seen or started) < limit for _, seen, started in active)
    required = "exigé" if settings.SECOND_FACTOR_REQUIRED else "non exigé sur cette installation"
    return [
        Safeguard(
            "Double authentification",
            f"{required}\u202f; activée par {number(covered)} des"
            f" {counted(len(users), 'compte')} qui ouvrent des dossiers ou des comptes",
            is_met=bool(settings.SECOND_FACTOR_REQUIRED) or covered == len(users),
        ),
        Safeguard(
            "Comptes inutilisés",
            f"{counted(unused, 'compte')} sans connexion depuis {UNUSED_DAYS}{NO_BREAK}jours",
            is_met=not unused,
        ),
        Safeguard(
            "Sessions",
            f"fermées après {STAFF_IDLE_SECONDS // 3600}{NO_BREAK}h sans activité et"
            f" {STAFF_ABSOLUTE_SECONDS // 3600}{NO_BREAK}h en tout",
        ),
    ]


def _transport():
    is_secure = bool(settings.SESSION_COOKIE_SECURE) and settings.PUBLIC_URL.startswith("https")
    found = "HTTPS, cookies réservés à HTTPS" if is_secure else "HTTP sur cette installation"
    scripts = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].get("script-src", [])
    inline = "unsafe-inline" in " ".join(map(str, scripts))
    found += ", scripts extérieurs refusés" if not inline else ", scripts en ligne permis"
    return Safeguard("Transport", found, is_met=is_secure and not inline)


def _journal():
    count = Entry.objects.count()
    if count > VERIFIED_ON_A_PAGE:
        return Safeguard(
            "Journal des actes et des lectures",
            f"{counted(count, 'écriture chaînée', 'écritures chaînées')}\u202f; trop pour une"
            f" page\u00a0: sa vérification est celle de «{NO_BREAK}verify_journal{NO_BREAK}»",
        )
    reports = verify_active_organisation()
    problems = [report.problem for report in reports if report.problem]
    entries = sum(report.entries for report in reports)
    return Safeguard(
        "Journal des actes et des lectures",
        f"{counted(entries, 'écriture chaînée', 'écritures chaînées')},"
        f" {'vérifiées' if entries > 1 else 'vérifiée'} le {day(timezone.localdate())}\u00a0:"
        f" {', '.join(problems) or 'aucune altération'}",
        is_met=not problems,
    )


def _duties(member):
    """What the association itself has to do, counted."""
    today = timezone.localdate()
    files = Beneficiary.objects.visible_to(member).active()
    untold = files.without_notice().count()
    late = RightsRequest.objects.visible_to(member).open().filter(due_on__lt=today).count()
    holds = Hold.objects.visible_to(member).open()
    expired = holds.filter(review_on__lt=today).count()
    purge = PurgeRun.objects.filter(is_dry_run=False).order_by("-started_at").first()
    alerts = ReadingAlert.objects.filter(
        organisation=member.organisation_id, seen_at__isnull=True
    ).count()
    return [
        Safeguard(
            "Information des personnes",
            f"{counted(untold, 'dossier suivi', 'dossiers suivis')} sans notice remise",
            is_met=not untold,
        ),
        Safeguard(
            "Demandes des personnes",
            f"{counted(late, 'demande')} en retard",
            is_met=not late,
        ),
        Safeguard(
            "Conservations exceptionnelles",
            f"{counted(holds.count(), 'dossier')}, dont {number(expired)} à revoir",
            is_met=not expired,
        ),
        Safeguard(
            "Dernière purge",
            _purge_words(purge),
            is_met=bool(purge) and not purge.failed,
        ),
        Safeguard(
            "Lectures inhabituelles",
            f"{counted(alerts, 'alerte')} à regarder",
            is_met=not alerts,
        ),
    ]


def _purge_words(purge):
    if purge is None:
        return "aucune encore"
    return f"le {day(purge.started_at)}{NO_BREAK}: {'en échec' if purge.failed else 'réussie'}"
