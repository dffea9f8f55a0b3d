"""The information notice: what a person is told is written about her and why, in plain words.

A version that was given to someone is never edited: its fingerprint is kept with each delivery
and frozen by a test. To change a word, add a version that says what changed, and move
NOTICE_VERSION to it on the day it comes into use. A language is one more text of the version.

« {organisation} », « {contact} » and « {address} » are filled from the organisation when shown;
the fingerprint is of the text before that, so that it can be recomputed whatever moves since.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from beneficiaries.models.notices import NOTICE_VERSION


@dataclass(frozen=True)
class Block:
    """One subject: its pictogram, its title, its sentences."""

    icon: str
    title: str
    sentences: tuple


@dataclass(frozen=True)
class NoticeText:
    """The notice in one language, as data: the page, the paper and the SMS come from it."""

    language: str
    label: str  # of the language, in that language
    html_language: str  # what screen readers pronounce
    title: str
    lead: str
    blocks: tuple
    foot: str
    # Said beside the dotted lines of the paper.
    receipt: str
    signature: str
    # A text message: words of the GSM alphabet (no ’), for one message rather than three.
    sms: str

    @property
    def sha256(self):
        """The fingerprint of every word a person was given."""
        words = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()

    def filled(self, organisation):
        """The text with the organisation's name, contact and address in their places."""
        values = _values(organisation, self.language)
        return replace(
            self,
            lead=_fill(self.lead, values),
            blocks=tuple(
                replace(block, sentences=tuple(_fill(each, values) for each in block.sentences))
                for block in self.blocks
            ),
            foot=_fill(self.foot, values),
            receipt=_fill(self.receipt, values),
            # A no-break space would leave the GSM alphabet: three messages instead of one.
            sms=_fill(self.sms, values).replace("\u00a0", " "),
        )


@dataclass(frozen=True)
class NoticeVersion:
    """A version of the notice: since when, what is new in it, its text in each language."""

    number: str
    valid_from: date
    # What those told before are to be told; shown at the head of the list of persons.
    changes: str
    texts: dict


AT_THE_DESK = {
    "fr": "à l’accueil",
    "fr-falc": "à l’accueil",
    "en": "at the reception desk",
}
JOINED_BY = {
    "fr": ("au {phone}", "à {email}", " ou "),
    "fr-falc": ("au {phone}", "à {email}", " ou "),
    "en": ("on {phone}", "at {email}", " or "),
}


def _values(organisation, language):
    by_phone, by_email, either = JOINED_BY[language]
    ways = [AT_THE_DESK[language]]
    if organisation.phone:
        ways.append(by_phone.format(phone=organisation.phone.replace(" ", "\u00a0")))
    if organisation.email:
        ways.append(by_email.format(email=organisation.email))
    contact = ", ".join(ways[:-1]) + either + ways[-1] if len(ways) > 1 else ways[0]
    town = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    return {
        "organisation": organisation.name,
        "contact": contact,
        "address": ", ".join(
            part for part in (organisation.name, organisation.address, town) if part
        ),
        "reach": organisation.phone.replace(" ", "\u00a0")
        or organisation.email
        or organisation.name,
    }


def _fill(text, values):
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


FRENCH = NoticeText(
    language="fr",
    label="Français",
    html_language="fr",
    title="Ce que nous notons sur vous",
    lead="Nous vous accompagnons avec l’ordinateur, le téléphone et Internet. Pour cela, nous"
    " tenons un dossier à votre nom. Cette feuille vous dit ce qu’il contient, qui le lit, combien"
    " de temps il est gardé et quels sont vos droits. Vous pouvez nous demander de la lire avec"
    " vous.",
    blocks=(
        Block(
            "pencil",
            "Ce que nous notons",
            (
                "Votre nom, votre prénom, votre année de naissance, votre commune et la manière de"
                " vous joindre.",
                "Si vous le voulez bien\u00a0: votre situation, les langues que vous parlez, ce qui"
                " vous aide, si vous habitez un quartier prioritaire, qui vous a parlé de nous.",
                "Votre diagnostic numérique, les lieux vers lesquels nous vous orientons, les"
                " ateliers où vous venez, le matériel remis, et de courtes notes de suivi.",
                "Jamais votre santé, votre religion, votre nationalité, votre numéro de sécurité"
                " sociale ni vos mots de passe.",
            ),
        ),
        Block(
            "question-circle",
            "Pourquoi",
            (
                "Pour vous accompagner d’une fois sur l’autre, sans tout vous redemander.",
                "Pour rendre compte à ceux qui financent ce travail\u00a0: ils reçoivent des"
                " nombres, jamais votre nom.",
            ),
        ),
        Block(
            "eye",
            "Qui peut le lire",
            (
                "Les médiateurs et les responsables de {organisation}. Chaque lecture de votre"
                " dossier est inscrite, et vous pouvez savoir qui l’a lu.",
                "Les bénévoles voient votre prénom et l’initiale de votre nom, le jour de"
                " l’atelier.",
                "Rien n’est transmis à une autre structure sans votre accord, donné pour cette"
                " structure. Vous pouvez le retirer quand vous voulez.",
            ),
        ),
        Block(
            "clock-history",
            "Combien de temps",
            (
                "Deux ans après notre dernier échange avec vous. Ensuite, le dossier est effacé.",
                "Les pièces exigées par la loi, comme le reçu d’un ordinateur, sont gardées plus"
                " longtemps, à part.",
            ),
        ),
        Block(
            "person-check",
            "Vos droits",
            (
                "Vous pouvez lire votre dossier et en recevoir une copie, le faire corriger, le"
                " faire effacer, en geler l’usage, reprendre ce que vous nous avez donné, ou vous"
                " opposer à ce que nous le tenions. Cela ne vous prive pas de notre aide.",
                "Pour cela, adressez-vous {contact}. Nous répondons en un mois au plus.",
                "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL, qui protège les"
                " données de chacun\u00a0: 3\u00a0place de Fontenoy, TSA\u00a080715,"
                " 75334\u00a0Paris Cedex\u00a007, ou cnil.fr.",
            ),
        ),
    ),
    foot="{address}. Nous sommes responsables de ces informations, dans notre intérêt légitime à"
    " vous accompagner (règlement européen sur la protection des données, article\u00a06).",
    receipt="J’ai reçu cette notice de {organisation} et j’ai pu poser mes questions.",
    signature="Prénom, date et signature, si vous le souhaitez",
    sms="{organisation} tient un dossier pour vous accompagner. Lu par notre équipe seulement,"
    " effacé 2\u00a0ans après. Le lire, corriger, effacer\u00a0: {reach}",
)

EASY_FRENCH = NoticeText(
    language="fr-falc",
    label="Français facile à lire",
    html_language="fr",
    title="Ce que nous notons sur vous",
    lead="Nous vous aidons avec l’ordinateur, le téléphone et Internet. Pour bien vous aider, nous"
    " notons des informations sur vous. Cette feuille vous dit lesquelles. Vous pouvez demander de"
    " la lire avec vous.",
    blocks=(
        Block(
            "pencil",
            "Ce que nous notons",
            (
                "Nous notons votre nom et votre prénom.",
                "Nous notons votre année de naissance et votre ville.",
                "Nous notons votre numéro de téléphone, si vous voulez bien.",
                "Nous notons ce que vous savez faire avec un ordinateur ou un téléphone.",
                "Nous notons les ateliers où vous venez.",
                "Nous ne notons pas votre santé. Nous ne notons pas votre religion.",
                "Nous ne gardons pas vos mots de passe.",
            ),
        ),
        Block(
            "question-circle",
            "Pourquoi",
            (
                "Pour vous aider mieux la fois d’après.",
                "Pour montrer que nous travaillons. Nous montrons des nombres. Nous ne montrons"
                " jamais votre nom.",
            ),
        ),
        Block(
            "eye",
            "Qui peut lire",
            (
                "Les personnes de notre équipe qui vous aident.",
                "Quand quelqu’un lit votre dossier, c’est écrit. Vous pouvez savoir qui l’a lu.",
                "Nous ne donnons rien à d’autres sans votre accord.",
                "Vous pouvez dire oui, puis changer d’avis.",
            ),
        ),
        Block(
            "clock-history",
            "Combien de temps",
            (
                "Nous gardons votre dossier 2\u00a0ans après votre dernière visite.",
                "Ensuite, nous effaçons votre dossier.",
            ),
        ),
        Block(
            "person-check",
            "Vos droits",
            (
                "Vous pouvez lire votre dossier.",
                "Vous pouvez faire corriger une erreur.",
                "Vous pouvez faire effacer votre dossier.",
                "Vous pouvez dire non. Nous vous aiderons quand même.",
                "Pour cela, parlez-nous {contact}. Nous répondons en 1\u00a0mois au plus.",
                "Si vous n’êtes pas d’accord avec notre réponse, vous pouvez écrire à la CNIL. La"
                " CNIL protège les informations de chacun. Son adresse\u00a0: 3\u00a0place de"
                " Fontenoy, TSA\u00a080715, 75334\u00a0Paris Cedex\u00a007. Son site\u00a0:"
                " cnil.fr.",
            ),
        ),
    ),
    foot="{address}. C’est nous qui répondons de ces informations.",
    receipt="J’ai reçu cette feuille. J’ai pu poser mes questions.",
    signature="Prénom, date et signature, si vous voulez",
    sms="{organisation} garde un dossier pour vous aider. Seule notre équipe le lit. Il est effacé"
    " après 2\u00a0ans. Pour le lire ou le faire effacer\u00a0: {reach}",
)

ENGLISH = NoticeText(
    language="en",
    label="English",
    html_language="en",
    title="What we write down about you",
    lead="We help you with computers, phones and the Internet. To do that, we keep a file in your"
    " name. This sheet tells you what is in it, who reads it, how long we keep it and what your"
    " rights are. You can ask us to read it with you.",
    blocks=(
        Block(
            "pencil",
            "What we write down",
            (
                "Your last name, first name, year of birth, town, and how to reach you.",
                "If you agree: your situation, the languages you speak, what helps you, whether you"
                " live in a priority neighbourhood, who told you about us.",
                "What you can do with computers and phones, the places we send you to, the"
                " workshops you attend, the equipment you receive, and short notes.",
                "Never your health, religion, nationality, social security number or passwords.",
            ),
        ),
        Block(
            "question-circle",
            "Why",
            (
                "To help you from one visit to the next without asking everything again.",
                "To report to those who fund this work: they receive numbers, never your name.",
            ),
        ),
        Block(
            "eye",
            "Who can read it",
            (
                "The staff of {organisation} who support you. Each reading of your file is"
                " recorded, and you can know who read it.",
                "Volunteers see your first name and the first letter of your last name, on the day"
                " of the workshop.",
                "Nothing goes to another organisation unless you agree, for that organisation. You"
                " can change your mind at any time.",
            ),
        ),
        Block(
            "clock-history",
            "How long",
            (
                "Two years after our last contact with you. Then the file is erased.",
                "Papers required by law, such as the receipt of a computer, are kept longer,"
                " separately.",
            ),
        ),
        Block(
            "person-check",
            "Your rights",
            (
                "You can read your file and get a copy, have it corrected or erased, freeze its"
                " use, take back what you gave us, or object to it. We will still help you.",
                "To do so, ask us {contact}. We answer within one month.",
                "If our answer does not satisfy you, you can write to the CNIL, the French data"
                " protection authority: 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07,"
                " or cnil.fr.",
            ),
        ),
    ),
    foot="{address}. We are responsible for this information, in our legitimate interest in"
    " supporting you (General Data Protection Regulation, article 6).",
    receipt="I received this notice from {organisation} and could ask my questions.",
    signature="First name, date and signature, if you wish",
    sms="{organisation} keeps a file to support you. Only our team reads it; erased after 2 years."
    " To read, correct or erase it: {reach}",
)

NOTICES = {
    "2026-1": NoticeVersion(
        number="2026-1",
        valid_from=date(2026, 1, 1),
        changes="Première version.",
        texts={text.language: text for text in (FRENCH, EASY_FRENCH, ENGLISH)},
    ),
}


def version_in_use():
    """The version given today."""
    return NOTICES[NOTICE_VERSION]


def language_choices(version=None):
    """(code, label) of the languages the version exists in."""
    version = version or version_in_use()
    return [(text.language, text.label) for text in version.texts.values()]


def language_label(code):
    """« Français facile à lire »; the bare code for a language no version has."""
    for version in NOTICES.values():
        if code in version.texts:
            return version.texts[code].label
    return code
