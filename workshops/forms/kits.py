"""Which devices leave with a session, and how each comes back."""

from django import forms

from workshops.models import KitReturn


class TakeKitForm(forms.Form):
    """Devices ticked in the list of those in stock, and labels typed or scanned besides."""

    hides_optional = True

    devices = forms.MultipleChoiceField(
        label="En stock", required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        label="Étiquettes, séparées par un espace",
        max_length=1000,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args, devices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["devices"].choices = [
            (device.asset_tag, f"{device.asset_tag} · {device.manufacturer} {device.model}")
            for device in devices
        ]

    def clean(self):
        data = super().clean()
        data["all_tags"] = [
            *data.get("devices", []),
            *data.get("tags", "").replace(",", " ").replace(";", " ").split(),
        ]
        if not data["all_tags"] and not self.errors:
            self.add_error(None, "Choisissez au moins un appareil.")
        return data


class CheckKitForm(forms.Form):
    """One answer a device: back, damaged or missing, and a few words."""

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"outcome-{item.device.asset_tag}"] = forms.ChoiceField(
                label=f"Retour de {item.device.asset_tag}",
                choices=KitReturn,
                initial=KitReturn.BACK,
            )
            self.fields[f"words-{item.device.asset_tag}"] = forms.CharField(
                label=f"Précision sur {item.device.asset_tag}", max_length=200, required=False
            )

    def lines(self):
        return [
            (item, self[f"outcome-{item.device.asset_tag}"], self[f"words-{item.device.asset_tag}"])
            for item in self.items
        ]

    def outcomes(self):
        data = self.cleaned_data
        return {
            item.device.asset_tag: (
                data[f"outcome-{item.device.asset_tag}"],
                data[f"words-{item.device.asset_tag}"].strip(),
            )
            for item in self.items
        }
