"""What the documents of the pool must say, and which of it a lawyer has still to read."""

from equipment.papers import HANDOVER_CERTIFICATE
from equipment.papers.donations import ACKNOWLEDGEMENT, AGREEMENT, REGISTER, SLIP
from equipment.papers.erasure import ERASURE_CERTIFICATE
from equipment.papers.giving import COMPANY_RECEIPT, INDIVIDUAL_RECEIPT, REUSE_ATTESTATION
from equipment.papers.handing import ALLOCATION_SLIP, LOAN_AGREEMENT, SALE_RECEIPT
from inclusion.documents.mentions import Mention, describe_model

VERSION = "2026-1"
BOTH_RECEIPTS = (
    Mention("Nom, adresse, objet de l’organisme", "Modèle de l’administration"),
    Mention("SIREN ou numéro RNA de l’organisme", "Modèle de mars 2023"),
    Mention(
        "Liste des qualités, une seule cochée",
        "Modèle de l’administration",
        is_to_review=True,
    ),
    Mention("Date du don, description, valeur", "CGI, articles 200 et 238 bis"),
    Mention("Montant en chiffres entre astérisques, et en lettres", "Notice du modèle"),
    Mention(
        "Certification sur l’honneur que le don ouvre droit à la réduction d’impôt",
        "CGI, articles 200 et 238 bis",
        is_to_review=True,
    ),
    Mention("Numéro d’ordre, date, signature d’une personne habilitée", "Modèle"),
)


def describe_models():
    describe_model(
        COMPANY_RECEIPT,
        VERSION,
        *BOTH_RECEIPTS,
        Mention("Forme juridique et SIREN de l’entreprise", "Modèle 16216*02"),
        Mention(
            "Description exhaustive du don en nature\u00a0: nature et quantités",
            "CGI, 238 bis, 5 bis",
        ),
        Mention(
            "Valeur déterminée par l’entreprise, sous sa seule responsabilité", "Modèle 16216*02"
        ),
    )
    describe_model(
        INDIVIDUAL_RECEIPT,
        VERSION,
        *BOTH_RECEIPTS,
        Mention("Nom, prénom et adresse du donateur", "Modèle 11580*05"),
        Mention("Don en nature sous «\u00a0autres\u00a0»", "Modèle 11580*05"),
        Mention("Valeur du marché, vérifiée par l’organisme", "BOI-IR-RICI-250-20, paragraphe 40"),
        Mention(
            "Forme du don cochée\u00a0: acte sous seing privé",
            "Modèle 11580*05",
            is_to_review=True,
        ),
    )
    describe_model(
        REUSE_ATTESTATION,
        VERSION,
        Mention("Engagement pris avant la remise, avec sa date", "Décret 2023-266"),
        Mention("État final de chaque appareil", "Décret 2023-266"),
        Mention(
            "Appareils de dix ans au plus, seuls comptés", "Décret 2023-266", is_to_review=True
        ),
        Mention(
            "Prêt d’un appareil compté comme un réemploi", "Décret 2023-266", is_to_review=True
        ),
    )
    describe_model(
        AGREEMENT,
        VERSION,
        Mention("Parties, objet, quantités, transfert de propriété", "Code civil, article 894"),
        Mention("Destination solidaire, droit de recycler", "Convention"),
        Mention(
            "Effacement pour le compte du donateur\u00a0: clauses de sous-traitance",
            "RGPD, article 28",
            is_to_review=True,
        ),
        Mention("Don public\u00a0: 300\u00a0€ par pièce au plus", "CGPPP, L3212-2, 3°, et L3212-3"),
    )
    describe_model(
        SLIP, VERSION, Mention("Quantités comptées, réserves, deux signatures", "Convention")
    )
    describe_model(
        ACKNOWLEDGEMENT, VERSION, Mention("Ne vaut pas reçu fiscal, et le dit", "CGI, article 200")
    )
    describe_model(
        REGISTER,
        VERSION,
        Mention(
            "Registre des objets mobiliers, jour par jour, avec l’origine",
            "Code pénal, article 321-7",
            is_to_review=True,
        ),
    )
    describe_model(
        ERASURE_CERTIFICATE,
        VERSION,
        Mention(
            "Personne, support, méthode, vérification, destination",
            "NIST SP 800-88, modèle de certificat",
            is_to_review=True,
        ),
        Mention("Ce qui n’a pas été effacé, dit en premier", "Convention de don"),
    )
    describe_model(
        HANDOVER_CERTIFICATE,
        VERSION,
        Mention("Jamais «\u00a0comme neuf\u00a0»", "Code de la consommation, R122-4 et suivants"),
        Mention("Prix payé et part des financeurs", "Conventions de subvention"),
    )
    describe_model(
        ALLOCATION_SLIP,
        VERSION,
        Mention("Appareil, prix, délai pour venir", "Conditions de l’offre"),
    )
    describe_model(
        SALE_RECEIPT,
        VERSION,
        Mention(
            "Garantie légale de conformité, deux ans", "Code de la consommation, L217-3 et L217-7"
        ),
        Mention("Vices cachés", "Code civil, article 1641"),
        Mention(
            "TVA\u00a0: exonération ou franchise",
            "CGI, articles 261-7-1° et 293 B",
            is_to_review=True,
        ),
        Mention("Plafonds de revente d’un don public", "Décret du 7\u00a0novembre 2022"),
    )
    describe_model(
        LOAN_AGREEMENT,
        VERSION,
        Mention("Prêt à usage\u00a0: durée, état, retour", "Code civil, article 1875"),
    )
