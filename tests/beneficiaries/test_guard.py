"""The guard of free text: secrets never pass, ordinary desk sentences always do."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.guard import check_text, plain, refuse_forbidden
from inclusion.exceptions import Refused

# What is written every day at a desk; some of it looks like a number or speaks of a password.
ORDINARY = """
Préfère le mardi après-midi, parle portugais et un peu français.
Rappeler au 06 12 34 56 78 après 17 h.
Joindre au 06.12.34.56.78 ou au 07-11-22-33-44.
Deux numéros : 06 51 23 45 67 07 11 22 33 44.
Sa fille : +33 6 12 34 56 78, ou +33612345678.
Au Maroc, joindre le 00212 661 12 34 56.
Rendez-vous le 12/03/2026 à 14h30, salle 2.
Revenue le 02/03/2026 puis le 16/03/2026 et le 30/03/2026.
Née en 1979, arrivée en 2012, suivie depuis 2024.
SIRET de son employeur : 732 829 320 00074.
Association no SIRET 73282932000074, RNA W631234567.
A payé 50,00 € le 3 mars, reste 1 250,00 €.
Facture EDF de 1 234,56 € à étaler sur 12 mois.
Dossier A-0412, ordinateur S63-2026-0007.
Habite 63100 Clermont-Ferrand, code postal vérifié.
Code postal : 63000, code INSEE : 63113.
Sa carte bancaire refusée sur le site de la SNCF, à revoir.
Veut payer par carte bancaire mais a peur des arnaques.
A reçu sa nouvelle carte bancaire, pas encore activée.
Mot de passe oublié : réinitialisé avec elle ce matin.
Mot de passe oublié, elle revient jeudi avec son téléphone.
Le mot de passe est perdu, voir avec la CAF.
Son mot de passe est trop simple, on en reparle.
Mot de passe : à changer la prochaine fois.
Mot de passe : elle ne s’en souvient plus.
Le mot de passe ne marche pas : RDV mardi avec son fils.
Le mot de passe est resté dans son carnet.
Lui apprendre à créer un mot de passe solide, 12 caractères.
Atelier « mots de passe » suivi le 4 mars.
Carnet de mots de passe remis, elle l’emporte avec elle.
Ne connaît pas son code PIN, passer en boutique.
Code PIN bloqué après trois essais, il faut le code PUK.
Le code wifi est affiché à l’accueil.
A oublié le code de son téléphone, vient avec sa petite-fille.
Code reçu par SMS mais trop tard, recommencer.
Le code secret de la carte n’arrive que par courrier.
Identifiant CAF 1234567, à garder sur elle.
Identifiant France Travail 1234567A, espace ouvert.
Numéro fiscal 2412345678901 sur son avis, à apporter.
Numéro fiscal : 30 12 345 678 901.
Référence de dossier ANTS 20260312001457.
N° de dossier 2021031500127, réponse attendue.
Colis suivi 6A12345678901, arrivé au point relais.
Téléphone IMEI 356938035643809, prêté six mois.
IMEI 35-693803-564380-9 relevé sur la boîte.
Code-barres 3017620422003 sur le chargeur.
Compteur Linky, PDL 12345678901234.
Carte SIM 8933012345678901234 activée.
Batterie changée, numéro de série C02XK1JHJG5H.
Adresse IP 192.168.1.254, box redémarrée.
RIB demandé par la CAF : à apporter la prochaine fois.
IBAN à vérifier avec elle sur son espace.
Le virement de 320 € est arrivé le 5.
Sécurité sociale : attestation téléchargée sur ameli.
Carte Vitale à mettre à jour, borne de la pharmacie.
Sait envoyer un courriel, veut apprendre les pièces jointes.
Courriel : aminata.diarra@exemple.example, créé ensemble.
De 9 h à 12 h, du 12 au 30 mars 2026, sauf le 19.
Lignes 12, 14 et 27, arrêt Les Vergnes, 10 minutes à pied.
Note 4 sur 5 en démarches, 0 sur 5 en bureautique.
Windows 11, 8 Go, 256 Go, écran 15,6 pouces.
Ordinateur remis le 12/03/2026 : 1 chargeur, 1 souris, 1 sacoche.
Loyer 412,50 €, APL 231,00 €, reste 181,50 €.
Ouvre son espace personnel avec FranceConnect, sans aide.
Religieuse au chocolat pour son anniversaire à l’atelier.
20 participants, 13 présents, 7 absents, 3 excusés.
Code promo reçu de l’opérateur, vérifier que ce n’est pas une arnaque.
Le digicode a changé, sonner au nom de Diarra.
Rue du Pin, 63100 : deuxième porte à gauche.
1 80 09 00, menu 2, pour joindre le service des impôts.
""".strip().split("\n")

SOCIAL_SECURITY = [
    "279066311302431",
    "2 79 06 63 113 024 31",
    "2.79.06.63.113.024.31",
    "2-79-06-63-113-024-31",
    "2 79 06 63 113 024 / 31",
    "n° 27 90 66 31 13 02 43 1 de sécu",
    "sécu:2790663113024 clé 31",
    "2\u00a079\u00a006\u00a063\u00a0113\u00a0024\u00a031",
    "2\u202f79\u202f06\u202f63\u202f113\u202f024\u202f31",
    "２７９０６６３１１３０２４３１",
    "٢٧٩٠٦٦٣١١٣٠٢٤٣١",
    "2\u200b79\u200b06\u200b63\u200b113\u200b024\u200b31",
    "2‑79‑06‑63‑113‑024‑31",
    "2 7 9 0 6 6 3 1 1 3 0 2 4 3 1",
    "1 98 12 2A 004 123 16",
    "198122b00412343",
    "2 79 06 63 113 024",
    "2790663113024",
    "2 79 06 63 113 024 99",
    "Mme Diarra (279066311302431), rappeler au 06 12 34 56 78",
]
ACCOUNTS = [
    "FR7630006000011234567890189",
    "FR76 3000 6000 0112 3456 7890 189",
    "fr76.3000.6000.0112.3456.7890.189",
    "FR76-3000-6000-0112-3456-7890-189",
    "IBAN:FR76 3000 6000 0112 3456 7890 189, BIC AGRIFRPP",
    "F R 7 6 3 0 0 0 6 0 0 0 0 1 1 2 3 4 5 6 7 8 9 0 1 8 9",
    "ＦＲ７６３０００６００００１１２３４５６７８９０１８９",
    "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
    "DE89 3704 0044 0532 0130 00",
    "BE68 5390 0754 7034",
    "NL91 ABNA 0417 1643 00",
    "RIB 30006 00001 12345678901 89",
]
CARDS = [
    "4970101234567893",
    "4970 1012 3456 7893",
    "4970-1012-3456-7893",
    "4970.1012.3456.7893 12/27",
    "CB 49 70 10 12 34 56 78 93",
    "5123 4567 8901 2346 exp 12/26 123",
    "3782 822463 10005",
    "４９７０ １０１２ ３４５６ ７８９３",
    "4\u200b970 1012 3456 7893",
    "06 12 34 56 78 4970 1012 3456 7893",
]
PASSWORDS = [
    "mdp : soleil63",
    "MDP: Minou",
    "mdp=azerty",
    "m.d.p : Toto2020!",
    "m d p azerty12",
    "mot de passe : Soleil2024!",
    "mot de passe ameli : soleil2024",
    "Mot-de-passe CAF = Chat!noir",
    "son mot de passe est Marie1950",
    "son mot de passe est doudou",
    "le mot de passe de sa boîte mail c’est doudou63",
    "mot de passe «\u00a0minou\u00a0»",
    "mot de passe oublié, le nouveau mot de passe est Loulou!77",
    "ｍｄｐ ： ｓｏｌｅｉｌ６３",
    "mo\u200bt de passe\u00a0: Soleil63",
    "password -> hunter2",
    "code PIN 1234",
    "code pin : 1 2 3 4",
    "PIN = 0000",
    "code secret 8842",
    "code confidentiel : 4821",
    "code de sa carte bleue 4821",
    "code CB : 4821",
    "code du téléphone : 2580",
    "son code est 4821",
    "code : 482193",
    "code wifi : AZ12ER45TY",
    "clé wifi B4F2-99C1-AA",
    "code d’accès impots : k7Lm92x",
    "code puk 12345678",
    "mot de passe de Facebook minou63",
    "MDP CAF MARIE1950",
    "mot de passe (provisoire) : Xy7kLm",
    "cryptogramme 123",
]


@pytest.mark.parametrize("sentence", ORDINARY)
def test_an_ordinary_sentence_is_not_refused(sentence):
    assert check_text(sentence).refused == []
    refuse_forbidden(sentence)


def test_nothing_ordinary_adds_up_to_a_secret_when_put_together():
    assert len(ORDINARY) >= 60
    assert check_text("\n".join(ORDINARY)).refused == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *((text, "sécurité sociale") for text in SOCIAL_SECURITY),
        *((text, "compte bancaire") for text in ACCOUNTS),
        *((text, "carte bancaire") for text in CARDS),
        *((text, "carnet de mots de passe") for text in PASSWORDS),
    ],
)
def test_a_secret_is_refused_however_it_is_typed(text, word):
    for sentence in (text, f"Vu ce matin. {text}", f"{text}\nRevient mardi."):
        assert word in " ".join(check_text(sentence).refused)
        with pytest.raises(Refused):
            refuse_forbidden(sentence)


def test_the_refusal_repeats_nothing_of_the_secret():
    refused = check_text("mdp : soleil63, carte 4970 1012 3456 7893").refused
    assert len(refused) == 2
    assert not any("soleil" in sentence or "4970" in sentence for sentence in refused)


WARNED = {
    "santé": [
        "Elle est dépressive depuis l’été",
        "Il est alcoolique",
        "Suivi en psychiatrie",
        "A un CANCER",
        "diabétique, sous traitement",
        "en situation de handicap",
        "enceinte de six mois",
    ],
    "dit la cause": ["Malvoyante", "sourd-muet", "en fauteuil roulant"],
    "religion": [
        "Elle est musulmane",
        "catholique pratiquant",
        "porte le voile",
        "va à la mosquée",
    ],
    "origines": [
        "sans-papiers",
        "Un Algérien de 40 ans",
        "d’origine malienne",
        "nationalité ?",
        "famille rom",
        "a reçu une OQTF",
    ],
    "politiques": ["vote pour le maire", "militant d’extrême droite"],
    "syndicale": ["syndiquée à la CGT"],
    "vie intime": ["Il est homosexuel", "personne transgenre", "trompe sa femme"],
    "justice": ["sort de prison", "condamné deux fois", "violences conjugales"],
    "jugement": ["de mauvaise foi", "C’est un cas social", "un peu fou", "illettrée", "fainéante"],
}


@pytest.mark.parametrize(
    ("text", "word"), [(text, word) for word, texts in WARNED.items() for text in texts]
)
def test_a_word_that_says_too_much_is_warned_about_with_another_way_to_say_it(text, word):
    guarded = check_text(text)
    assert guarded.refused == []
    assert [word in warned.sentence for warned in guarded.warnings].count(True) == 1
    assert all("«\u00a0" in w.sentence or "civilité" in w.sentence for w in guarded.warnings)
    refuse_forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "Parle arabe et un peu français",
        "Parle bien le turc, lit le russe",
        "clavier arabe à installer",
        "Interprète en albanais utile",
        "Attestation d’assurance maladie téléchargée",
        "Religieuse au chocolat",
        "Rendez-vous rue Gay-Lussac",
        "Le code est invalide, la pièce d’identité invalide",
        "Demande d’extrait de casier judiciaire en ligne",
        "Référent handicap de France Travail prévenu",
        "CD-ROM et carte mémoire",
        "Mosaïque, islande, juin, gayant, voler, sourdine, racine",
        "Renouvellement du titre de séjour commencé sur le site",
        "S’est fait voler son téléphone, plainte déposée en ligne",
        "Traitement de texte : sait mettre en gras",
        "Forfait limité à 2 Go, batterie limitée",
    ],
)
def test_ways_of_speaking_that_say_nothing_of_her_are_not_warned_about(text):
    assert check_text(text).warnings == []


def test_ordinary_sentences_are_left_in_peace_by_the_warnings_too():
    assert check_text("\n".join(ORDINARY)).warnings == []


def test_the_words_found_are_shown_as_they_were_typed():
    guarded = check_text("Elle est Dépressive et DÉPRESSIVE, musulmane")
    assert [warned.words for warned in guarded.warnings] == [
        ("Dépressive", "DÉPRESSIVE"),
        ("musulmane",),
    ]


def test_a_confirmation_holds_for_the_same_words_only():
    first = check_text("Elle est dépressive.").confirmation
    assert first
    assert check_text("DÉPRESSIVE, dit-elle").confirmation == first
    assert check_text("Elle est dépressive et alcoolique").confirmation != first
    assert check_text("Vient le mardi").confirmation == ""


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    check_text(text)
    assert "\u200b" not in plain(text)


def test_the_longest_note_is_read_without_backtracking():
    hard = [
        "mot de passe " * 300,
        "12 " * 1300,
        "FR76 " * 800,
        "parle arabe et " * 260,
        "1" * 4000,
        "code : " * 500,
        "A1" * 2000,
        "\n".join(ORDINARY)[:4000],
    ]
    for text in hard:
        # This thread's own work: an expression that backtracks takes minutes on any machine.
        started = time.thread_time()
        check_text(text)
        assert time.thread_time() - started < 5
