"""What is typed around a scanner: batches, shelves, rolls and printers."""

import uuid
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from equipment.forms.fields import CHOOSE, FrenchDecimalField, TextField, WholeNumberField
from equipment.labels import is_misread, parse_tag
from equipment.models import LabelPrinter, SheetFormat
from equipment.papers.label_sheets import GEOMETRIES
from equipment.services.stickers import MAX_ROLL
from inclusion.places.models import Venue

# A thousand labels with their whole address.
MAX_TEXT = 100_000
MAX_PRINT = 300


class TagField(TextField):
    """A label of this organisation, scanned or typed in any of the ways people write it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}
        self.prefix = ""

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        tag = parse_tag(value, self.prefix)
        if not tag:
            raise ValidationError("Ceci n’est pas une étiquette de votre parc.")
        if is_misread(tag):
            raise ValidationError(f"{tag} a sans doute été mal lue\u00a0: vérifiez-la.")
        return tag


class ScansField(forms.CharField):
    """Scanned labels, one a line."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=MAX_TEXT,
            widget=forms.Textarea(
                attrs={
                    "rows": 8,
                    "autocomplete": "off",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                    "data-scans": True,
                }
            ),
            error_messages={"required": "Scannez ou tapez au moins une étiquette."},
            **kwargs,
        )


class BatchForm(forms.Form):
    """A batch of scans."""

    codes = ScansField(
        label="Étiquettes lues", help_text="Une par ligne, dans l’ordre des lectures."
    )


class AuditForm(forms.Form):
    """Which shelf is counted, and what was scanned there."""

    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Non précisé"
    )
    shelf = TextField(
        label="Emplacement",
        max_length=40,
        required=False,
        help_text="Sans emplacement, tout le lieu est compté.",
    )
    codes = ScansField(
        label="Étiquettes lues",
        required=False,
        help_text="Tout ce qui est là, une par ligne\u00a0; rien si l’étagère est vide.",
    )
    hides_optional = True

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()

    def clean(self):
        if not self.errors and not self.cleaned_data["venue"] and not self.cleaned_data["shelf"]:
            self.add_error("venue", "Choisissez un lieu ou un emplacement.")
        return self.cleaned_data


class CloseAuditForm(AuditForm):
    """The same, once compared: what becomes of the misplaced."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    moves_misplaced = forms.BooleanField(
        label="Ranger ici les appareils notés ailleurs", required=False
    )


class RollForm(forms.Form):
    """A roll of labels to print ahead."""

    name = TextField(
        label="Nom du rouleau", max_length=80, help_text="Par exemple Collecte de mars."
    )
    count = WholeNumberField(label="Nombre d’étiquettes", min_value=1, max_value=MAX_ROLL)


class PrinterForm(forms.Form):
    """A printer, the labels in it, and by how much it prints beside."""

    name = TextField(label="Nom", max_length=60, help_text="Par exemple Brother de l’atelier.")
    sheet_format = forms.ChoiceField(label="Étiquettes", choices=[CHOOSE, *SheetFormat.choices])
    offset_x = FrenchDecimalField(label="Décalage vers la droite (mm)")
    offset_y = FrenchDecimalField(label="Décalage vers le bas (mm)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("offset_x", "offset_y"):
            field = self.fields[name]
            field.min_value, field.max_value = Decimal(-20), Decimal(20)
            field.error_messages["invalid"] = "Écrivez des millimètres, par exemple 1,5 ou -0,5."

    def _offset(self, name):
        value = self.cleaned_data[name]
        if not -20 <= value <= 20 or value != round(value, 1):
            raise ValidationError("Un décalage va de −20 à 20\u00a0mm, au dixième près.")
        return value

    def clean_offset_x(self):
        return self._offset("offset_x")

    def clean_offset_y(self):
        return self._offset("offset_y")


class PrintForm(forms.Form):
    """What labels are printed on, and from which place of the first sheet."""

    paper = forms.ChoiceField(label="Imprimer sur")
    start = WholeNumberField(
        label="Première étiquette libre de la planche",
        min_value=1,
        max_value=24,
        help_text="1 pour une planche neuve, en comptant ligne par ligne.",
    )

    def __init__(self, *args, member, **kwargs):
        kwargs.setdefault("initial", {"start": 1})
        super().__init__(*args, **kwargs)
        self.printers = {
            f"p-{printer.pk}": printer
            for printer in LabelPrinter.objects.visible_to(member).order_by("name", "pk")[:50]
        }
        self.fields["paper"].choices = [
            *((key, f"{p.name}, {p.sheet_format}") for key, p in self.printers.items()),
            *SheetFormat.choices,
        ]

    def clean(self):
        paper, start = self.cleaned_data.get("paper"), self.cleaned_data.get("start")
        if paper and start:
            printer = self.printers.get(paper)
            sheet_format = SheetFormat(printer.sheet_format if printer else paper)
            places = GEOMETRIES[sheet_format].per_page
            if start > places:
                self.add_error("start", f"Cette planche compte {places} étiquettes.")
            self.cleaned_data["sheet_format"] = sheet_format
            self.cleaned_data["offset"] = (
                (printer.offset_x, printer.offset_y) if printer else (0, 0)
            )
        return self.cleaned_data


class RollPrintForm(PrintForm):
    """Which part of a roll is printed now."""

    first = WholeNumberField(label="De l’étiquette n°", min_value=1, max_value=MAX_ROLL)
    last = WholeNumberField(label="à l’étiquette n°", min_value=1, max_value=MAX_ROLL)

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= last - first < MAX_PRINT:
            self.add_error("last", f"Imprimez de 1 à {MAX_PRINT} étiquettes à la fois.")
        return data


class VoidLabelForm(forms.Form):
    """A label torn or lost."""

    asset_tag = TagField(label="Étiquette à annuler")

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asset_tag"].prefix = member.organisation.prefix


def new_token():
    """What makes one count close once."""
    return uuid.uuid4()
