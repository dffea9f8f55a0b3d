"""What is typed when a device or a medium ends here, is lost, or comes back."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.evidence_files import MAX_BYTES
from equipment.forms.fields import CHOOSE, EARLIEST, TextField
from equipment.labels import parse_tag
from equipment.models import Device, LossCause, MediumFate, RetirementCause, RetirementTarget
from inclusion.ui.forms import ChoiceCards, DateInput, DateTimeInput, FileDrop

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def refuse_unlikely(moment):
    """Refuse what is to come, or too old to be true."""
    if moment is None:
        return None
    if moment.year < EARLIEST.year:
        raise ValidationError("Cette date n’est pas vraisemblable.")
    if moment > timezone.now():
        raise ValidationError("Cette date ne peut pas être à venir.")
    return moment


class RetireForm(forms.Form):
    cause = forms.ChoiceField(label="Raison", choices=[CHOOSE, *RetirementCause.choices])
    words = TextField(label="Précision", max_length=300, required=False)


class RetireManyForm(RetireForm):
    """The same for many devices, with what becomes of them."""

    target = forms.ChoiceField(
        label="Leur sort",
        choices=RetirementTarget.choices,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Dites ce que deviennent ces appareils."},
    )
    field_order = ["target", "cause", "words"]


class LostForm(forms.Form):
    cause = forms.ChoiceField(label="Cause", choices=[CHOOSE, *LossCause.choices])
    known_at = forms.DateTimeField(
        label="Su le",
        widget=DateTimeInput,
        input_formats=MOMENTS,
        help_text="Quand l’association l’a appris\u00a0: le délai de 72\u00a0heures part de là.",
    )
    words = TextField(label="Ce qui s’est passé", max_length=500)
    data_words = TextField(
        label="Données qu’il peut contenir",
        max_length=500,
        required=False,
        help_text="Leur nature et celle des personnes, autant qu’on le sache.",
    )

    def __init__(self, *args, opens_breach, **kwargs):
        super().__init__(*args, **kwargs)
        if not opens_breach:
            del self.fields["data_words"]

    def clean_known_at(self):
        return refuse_unlikely(self.cleaned_data["known_at"])


class CloseBreachForm(forms.Form):
    measures = forms.CharField(
        label="Ce qui a été fait",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Recherches, plainte, personnes prévenues, mesures prises pour la suite.",
    )
    notified_at = forms.DateTimeField(
        label="Notifié à la CNIL le", widget=DateTimeInput, input_formats=MOMENTS, required=False
    )
    notification_reference = TextField(
        label="N°\u00a0de notification", max_length=60, required=False
    )
    reason = TextField(
        label="Motif",
        max_length=500,
        required=False,
        help_text="Si la CNIL n’est pas prévenue, ou l’est après 72\u00a0heures.",
    )

    def clean_notified_at(self):
        return refuse_unlikely(self.cleaned_data["notified_at"])


class RemoveMediumForm(forms.Form):
    fate = forms.ChoiceField(
        label="Ce support devient",
        choices=[
            (MediumFate.SPARE.value, "Une réserve"),
            (MediumFate.TO_DESTROY.value, "À détruire"),
        ],
        widget=ChoiceCards(
            in_row=True,
            consequences={
                MediumFate.SPARE.value: "Il pourra être posé dans un autre appareil.",
                MediumFate.TO_DESTROY.value: "Il attend son certificat de destruction.",
            },
        ),
        error_messages={"required": "Dites ce que devient ce support."},
    )
    photo = forms.FileField(
        label="Photo de l’emplacement vide",
        widget=FileDrop,
        required=False,
        help_text="C’est son dernier support\u00a0: elle atteste qu’il n’en reste aucun.",
        error_messages={"empty": "Ce fichier est vide."},
    )

    def __init__(self, *args, is_last, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["photo"]

    def clean_photo(self):
        photo = self.cleaned_data["photo"]
        if photo and photo.size > MAX_BYTES:
            raise ValidationError("Ce fichier dépasse 5\u00a0Mo.")
        return photo


class PutMediumForm(forms.Form):
    """Into which device, by its label, typed or scanned."""

    label = TextField(label="Étiquette de l’appareil", max_length=200)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["label"].widget.attrs |= {"autocapitalize": "characters"}

    def clean_label(self):
        tag = parse_tag(self.cleaned_data["label"], self.member.organisation.prefix)
        device = Device.objects.visible_to(self.member).filter(asset_tag=tag).first()
        if not tag or device is None:
            raise ValidationError("Aucun appareil ne porte cette étiquette.")
        return device


class DestroyMediumForm(forms.Form):
    certificate_reference = TextField(label="N°\u00a0du certificat", max_length=80)
    destroyed_by_whom = TextField(
        label="Détruit par", max_length=120, help_text="L’entreprise, ou la personne."
    )
    destroyed_on = forms.DateField(label="Détruit le", widget=DateInput)

    def clean_destroyed_on(self):
        day = self.cleaned_data["destroyed_on"]
        if day > timezone.localdate():
            raise ValidationError("La destruction ne peut pas être à venir.")
        if day < EARLIEST:
            raise ValidationError("Cette date est trop ancienne.")
        return day
