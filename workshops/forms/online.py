"""What someone fills in to come, for herself or for someone she accompanies."""

from django import forms

from inclusion.encryption.blind import normalised_phone
from inclusion.text import clean


class OnlineForm(forms.Form):
    """A name and a way to answer; for a partner, her own structure and address besides."""

    hides_optional = True

    name = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        help_text="De la personne qui vient.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Courriel",
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        help_text="Un courriel ou un téléphone suffit.",
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    partner_name = forms.CharField(
        label="Votre structure",
        max_length=120,
        required=False,
        help_text="Seulement si vous inscrivez quelqu’un que vous accompagnez.",
    )
    partner_email = forms.EmailField(label="Votre courriel", max_length=254, required=False)
    # Hidden to people: only machines fill it in.
    website = forms.CharField(label="Ne pas remplir", max_length=200, required=False)

    @property
    def is_from_a_machine(self):
        return bool(self.data.get("website"))

    def clean_name(self):
        name = clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Écrivez le prénom et le nom.")
        return name

    def clean_phone(self):
        try:
            return normalised_phone(self.cleaned_data["phone"])
        except ValueError:
            raise forms.ValidationError(
                "Ce numéro n’est pas complet\u00a0: dix chiffres, par exemple 06\u00a012\u00a034"
                "\u00a056\u00a078."
            ) from None

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("email") and not data.get("phone"):
            self.add_error("email", "Donnez un courriel ou un téléphone.")
        unsaid = not data.get("partner_email") and "partner_email" not in self.errors
        if data.get("partner_name") and unsaid:
            self.add_error("partner_email", "Donnez votre courriel, pour la réponse.")
        return data

    @property
    def asked(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
