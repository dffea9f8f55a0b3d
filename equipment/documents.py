"""The facts printed on the documents of the pool."""

from datetime import timedelta

from django.utils import timezone

from beneficiaries.models import Gender
from equipment.models import ErasureLevel, ErasureMethod, OfferShare, PayerKind
from equipment.papers import HANDOVER_CERTIFICATE
from equipment.papers.bench import register_bench_kinds, state_words
from equipment.papers.donations import register_donation_kinds
from equipment.papers.giving import register_giving_kinds
from equipment.papers.lots import register_lot_kinds
from equipment.selectors import passed_run
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.money import ZERO, split
from inclusion.organisations.models import Role
from inclusion.ui.formats import NARROW, NBSP

WARRANTY_YEARS = 2
LEVEL_NAMES = {
    ErasureLevel.CLEAR: "simple (Clear)",
    ErasureLevel.PURGE: "renforcé (Purge)",
    ErasureLevel.DESTROY: "destruction (Destroy)",
}


# In so many words as a line of the certificate holds.
METHOD_NAMES = {
    ErasureMethod.OVERWRITE_ONCE: "réécriture ({tool})",
    ErasureMethod.OVERWRITE_MANY: "réécritures ({tool})",
    ErasureMethod.VERIFY_ONLY: "vérification ({tool})",
    ErasureMethod.ATA_SECURE_ERASE: "Secure Erase ({tool})",
    ErasureMethod.ATA_SANITIZE: "Sanitize ({tool})",
    ErasureMethod.NVME_FORMAT: "formatage NVMe ({tool})",
    ErasureMethod.NVME_SANITIZE: "Sanitize ({tool})",
    ErasureMethod.FACTORY_RESET: "réinitialisation ({tool})",
    ErasureMethod.DESTRUCTION: "destruction ({tool})",
}


def register_kinds():
    from equipment.papers import erasure, impact

    erasure.register()
    impact.register()
    register_bench_kinds()
    register_kind(
        DocumentKind(
            code=HANDOVER_CERTIFICATE,
            label="Attestation de remise de matériel",
            prefix="ATR",
            template="handover_certificate",
            # It names a person: only those who open files read it.
            roles=frozenset({Role.MANAGER, Role.MEDIATOR}),
        )
    )
    register_donation_kinds()
    register_lot_kinds()
    register_giving_kinds()


def handover_facts(allocation, others=(), *, accessories=None, signature=""):
    """Everything the certificate of hand-over prints, frozen as plain values.

    `others` are the allocations that leave with this one under the same signature; `signature` is
    the drawn one as data, empty when the paper is to be signed by hand.
    """
    together = [allocation, *others]
    device = allocation.device
    org = allocation.handed_over_by.organisation
    handed_over_on = timezone.localdate(allocation.handed_over_at)
    first = device_facts(device)
    return {
        "handover": {"on": handed_over_on.isoformat(), "place": org.city or org.name},
        "beneficiary": person_facts(allocation.beneficiary),
        "device": first["device"],
        "accessories": accessories_of(device) if accessories is None else list(accessories),
        "erasures": first["erasures"],
        "others": [device_facts(other.device) for other in others],
        "payers": payers_of(together),
        "total_amount": str(sum((each.offer.unit_amount for each in together), ZERO)),
        "warranty": warranty_facts([each.offer for each in together], org, handed_over_on),
        "signatures": signatures_of(
            org,
            allocation.handed_over_by,
            "reconnaît avoir reçu l’appareil et ses accessoires en état de marche."
            if not others
            else "reconnaît avoir reçu les appareils et leurs accessoires en état de marche.",
            signature,
        ),
    }


def person_facts(person):
    return {
        "civility": {Gender.FEMALE: "Mme", Gender.MALE: "M."}.get(person.gender, ""),
        "name": str(person),
        "file_number": person.file_number,
    }


def device_facts(device):
    """One device as papers describe it, with what proves that its data are gone."""
    media = list(device.media.order_by("added_at", "pk"))
    return {
        "device": {
            "type_label": device.get_type_display(),
            "name": f"{device.manufacturer} {device.model}",
            "asset_tag": device.asset_tag,
            "features_line": " · ".join(device_features(device, media)),
            "state_line": " · ".join(state_words(device, passed_run(device))),
        },
        "erasures": [fact for medium in media if (fact := erasure_facts(medium, device))],
    }


def accessories_of(device):
    return [part.strip() for part in device.accessories.split(",") if part.strip()]


def signatures_of(org, member, detail, signature):
    return [
        {"caption": f"Pour {org.name}", "detail": member.label, "image": ""},
        {"caption": "La personne bénéficiaire", "detail": detail, "image": signature},
    ]


def payers_of(allocations):
    """Who paid what, for one device or for several; a share says of which when there are two."""
    shares = [
        (each, share)
        for each in allocations
        if each.offer
        for share in each.offer.shares.all()
        if share.amount
    ]
    # Shares of the whole, to the hundredth, that add up to 100.
    parts = split(100, [share.amount for _, share in shares]) if shares else []
    return [
        {
            "name": share.payer_name,
            "title": share.title
            if len(allocations) == 1
            else f"{share.title} ({each.device.asset_tag})",
            "amount": str(share.amount),
            "percent": str(part),
        }
        for (each, share), part in zip(shares, parts, strict=True)
    ]


def device_features(device, media):
    if device.processor:
        yield device.processor
    if device.memory_gb:
        yield f"mémoire {device.memory_gb}{NBSP}Go"
    yield from (str(medium) for medium in media)
    if device.screen_inches:
        inches = f"{device.screen_inches.normalize():f}".replace(".", ",")
        yield f"écran {inches}{NBSP}pouces"


def erasure_facts(medium, device):
    proof = (
        medium.erasures.accepted()
        .filter(recorded_at__gte=medium.exposed_at)
        .order_by("-recorded_at", "-pk")
        .first()
    )
    if proof is None:
        return None
    return {
        "medium": str(medium),
        "level": LEVEL_NAMES[ErasureLevel(proof.level)],
        "method": METHOD_NAMES[ErasureMethod(proof.method)].format(tool=proof.tool),
        "erased_on": timezone.localdate(proof.ended_at).isoformat(),
        "reference": "",
    }


def warranty_facts(offers, org, day):
    """The legal notice of what is sold, or the words that go with a gift."""
    ask = f"appelez le **{org.phone}** ou revenez" if org.phone else "revenez"
    help_line = f"En panne{NARROW}? {ask[:1].upper()}{ask[1:]} avec ce document."
    sold = OfferShare.objects.filter(
        offer__in=offers, payer_kind=PayerKind.FAMILY, amount__gt=0
    ).exists()
    if not sold:
        return {
            "headline": "Appareil donné gratuitement",
            "until": "",
            "sentences": ["Nous restons à vos côtés s’il tombe en panne."],
            "help_line": help_line,
        }
    return {
        "headline": f"Garantie légale de conformité{NBSP}: 2 ans",
        "until": _years_later(day).isoformat(),
        "sentences": [
            "Les 12 premiers mois, vous n’avez pas à prouver que le défaut existait le jour de la"
            " remise (code de la consommation, articles L217-3 et L217-7).",
            "La garantie des vices cachés s’applique aussi (code civil, article 1641).",
        ],
        "help_line": help_line,
    }


def _years_later(day):
    try:
        return day.replace(year=day.year + WARRANTY_YEARS)
    except ValueError:  # 29 February
        return (day + timedelta(days=1)).replace(year=day.year + WARRANTY_YEARS)
