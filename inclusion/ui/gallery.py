"""Sample data of the page that shows every component in every state (composants.html)."""

from django import forms

from . import badges
from .forms import AmountInput, ChoiceCards, DateInput, FileDrop, Stepper

COLOURS = (
    ("ink", "encre"),
    ("ink-2", "encre 2"),
    ("ground", "fond"),
    ("surface", "surface"),
    ("sunken", "creux"),
    ("line", "filet"),
    ("line-strong", "bord"),
    ("main", "principal"),
    ("main-soft", "principal doux"),
    ("todo", "à faire"),
    ("todo-soft", "à faire doux"),
    ("ok", "succès"),
    ("warn", "attention"),
    ("danger", "danger"),
    ("info", "info"),
    ("chart-2", "graphique 2"),
)

CHAIN = (
    {"label": "Annoncé", "detail": "6 nov.", "state": "done"},
    {"label": "Collecté", "detail": "13 nov.", "state": "done"},
    {"label": "En quarantaine", "detail": "depuis 3 jours", "state": "current"},
    {"label": "Remis", "detail": "", "state": "future"},
)

TIMELINE = (
    {
        "icon": "calendar-event",
        "title": "Rendez-vous au CCAS",
        "detail": "mardi 24 novembre, 10 h",
        "is_to_come": True,
    },
    {"icon": "calendar-check", "title": "« Mes premiers e-mails »", "detail": "12 nov., présente"},
    {
        "icon": "laptop",
        "title": "Ordinateur remis",
        "detail": "20 oct.",
        "url": "#chaine",
        "link_label": "attestation AR-2026-0087",
    },
)

TODO = (
    {
        "title": "Saisir les présences",
        "detail": "« Mes premiers e-mails », mardi 17 nov. · 9 inscrits",
        "when": "2 jours de retard",
        "is_late": True,
        "url": "#a-faire",
        "act": "Saisir les présences",
    },
    {
        "title": "3 ordinateurs prêts pour des familles prévenues",
        "detail": "Offre à 250 € · participation familiale de 50 € à recevoir",
        "when": "aujourd’hui",
        "url": "#a-faire",
        "act": "Préparer les remises",
    },
)

CHECKS = (
    {
        "title": "Effacement prouvé de chaque support",
        "about": "Le SSD n’a qu’une réécriture. Une remise à une personne exige PURGE.",
        "url": "#manque",
        "act": "Importer une preuve",
    },
    {"title": "Stockage connu", "about": "2 supports vus, le 16 novembre", "is_met": True},
    {"title": "Batterie", "about": "58 % de la capacité d’origine", "is_warning": True},
)

DECISION = (
    {"title": "Constats bloquants expliqués", "is_met": True},
    {"title": "À faire : clore la question 1"},
)

FACTS = (
    ("N° de série", "7QK4M13"),
    ("Mémoire", "8 Go"),
    ("Donateur", "Mairie de Riom", "#fiche"),
)

VERDICT_FACTS = (
    ("Document", "Attestation de remise"),
    ("Numéro", "AR-2026-0087"),
    ("Empreinte", "7C1E 90B4 22A8 F03D"),
)

ROLL = (
    {"key": "1", "name": "Fatima B.", "reference": "A-0412", "is_present": True},
    {"key": "2", "name": "Aïcha K.", "reference": "A-0431"},
    {"key": "3", "name": "Colette V.", "reference": "A-0219", "is_excused": True},
)

DEVICES = (
    ("S63-8QW3R5D-B", "Smartphone Fairphone 3", "quarantine", "Verrou d’activation encore posé"),
    ("S63-3HZ4N7Q-2", "Tablette Samsung Galaxy Tab A8", "under_repair", "Vitre commandée"),
    ("S63-2T6Y0GJ-7", "Portable HP EliteBook 840 G5", "ready", "Rien : peut sortir"),
)

LINKS = (
    {
        "icon": "calendar3",
        "title": "Voir mes ateliers du jour",
        "about": "La liste des personnes inscrites y est, en abrégé.",
        "url": "#liens",
    },
    {
        "icon": "chat-dots",
        "title": "Demander l’accès à la responsable",
        "about": "Elle reçoit votre message et la page demandée.",
        "url": "#liens",
    },
)

ACTS = (
    {"label": "Imprimer les étiquettes", "icon": "printer", "value": "labels", "is_main": True},
    {"label": "Déplacer", "value": "move"},
)


class SamplePage(list):
    """Stands for a page of a list: the pager only reads these names."""

    previous_url = ""
    next_url = "?apres=exemple"
    is_capped = False
    shown_count = 119


class SampleForm(forms.Form):
    """One field of each kind; bound to a mistake so that an error shows."""

    label = forms.CharField(label="Libellé", help_text="L’aide est avant le champ.")
    amount = forms.DecimalField(
        label="Montant",
        widget=AmountInput,
        error_messages={"invalid": "Écrivez un montant, par exemple 1 250,00"},
    )
    starts_on = forms.DateField(label="À partir du", widget=DateInput, required=False)
    kind = forms.ChoiceField(
        label="Type", choices=[("laptop", "Portable"), ("tablet", "Tablette")], required=False
    )
    laptops = forms.IntegerField(label="PC portables", widget=Stepper)
    proof = forms.FileField(label="Preuve", widget=FileDrop, required=False)
    donor = forms.ChoiceField(
        label="Vous êtes",
        choices=[("company", "Entreprise"), ("person", "Particulier")],
        widget=ChoiceCards(in_row=True),
    )
    erasure = forms.ChoiceField(
        label="Qui efface les données ?",
        choices=[("us", "L’association"), ("donor", "Nous-mêmes, avant de donner")],
        widget=ChoiceCards(
            consequences={"us": "Gratuit. Vous recevez un certificat pour chaque appareil."}
        ),
    )
    topics = forms.MultipleChoiceField(
        label="Thèmes",
        choices=[("mail", "Courriels"), ("rights", "Accès aux droits")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agrees = forms.BooleanField(label="J’ai lu la notice d’information", required=False)


def gallery_context():
    """Everything composants.html shows."""
    form = SampleForm(
        {
            "label": "Valeur",
            "amount": "12 cinquante",
            "laptops": 12,
            "donor": "company",
            "erasure": "us",
            "topics": ["mail"],
        },
        auto_id="exemple_%s",
    )
    return {
        "colours": COLOURS,
        "statuses": list(badges.BADGES),
        "chain": CHAIN,
        "timeline": TIMELINE,
        "todo": TODO,
        "checks": CHECKS,
        "decision": DECISION,
        "facts": FACTS,
        "verdict_facts": VERDICT_FACTS,
        "roll": ROLL,
        "devices": DEVICES,
        "links": LINKS,
        "acts": ACTS,
        "page": SamplePage(DEVICES),
        "trail": [("Matériel", "#haut"), ("Parc", "#haut"), ("S63-7K2M9QX-4", "#haut")],
        "form": form,
    }
