from django import forms
from django.contrib.auth.password_validation import validate_password

from inclusion.organisations.models import Organisation, Role
from inclusion.text import clean


class InvitationForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=Role.choices)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        funder = member.organisation.kind in {"metropole", "state"}
        if not funder:
            self.fields["role"].choices = [c for c in Role.choices if c[0] != Role.OFFICER]


class NewAccountForm(forms.Form):
    """Opening an account from an invitation; the address is the invited one, not typed again."""

    first_name = forms.CharField(label="Prénom", max_length=60)
    last_name = forms.CharField(label="Nom", max_length=60)
    password = forms.CharField(
        label="Mot de passe",
        help_text="Douze caractères au moins. Une phrase facile à retenir convient très bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )

    def clean_first_name(self):
        return clean(self.cleaned_data["first_name"])

    def clean_last_name(self):
        return clean(self.cleaned_data["last_name"])

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "siret", "rna", "address", "postcode", "city", "email", "phone", "logo"]

    def clean_logo(self):
        """A square of pixels and nothing else: re-encoded, so that no metadata comes along."""
        from inclusion.organisations.logos import normalise_logo

        logo = self.cleaned_data.get("logo")
        if logo and hasattr(logo, "content_type"):
            return normalise_logo(logo)
        return logo
