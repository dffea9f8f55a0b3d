"""Opening the file of someone who registered online."""

from django import forms

from beneficiaries.forms.files import CONSEQUENCES, NewBeneficiaryForm
from beneficiaries.models import NoticeChannel
from inclusion.ids import uuid7
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards


class OnlineFileForm(forms.Form):
    """Her two names, as she wrote them and as they are; and how she was told of the notice."""

    hides_optional = True

    # The file's own key: sent twice, it opens one file.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)
    first_name = forms.CharField(
        label="Prénom", max_length=80, error_messages={"required": "Écrivez son prénom."}
    )
    last_name = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Écrivez son nom."}
    )
    # She is not here: unless somebody told her, the notice is still to be given.
    notice_channel = forms.ChoiceField(
        label="Comment la notice d’information lui est-elle remise\u202f?",
        choices=NewBeneficiaryForm.base_fields["notice_channel"].choices,
        initial=NoticeChannel.LATER,
        widget=ChoiceCards(consequences=CONSEQUENCES),
        error_messages={"required": "Dites comment la notice est remise."},
    )

    def clean_first_name(self):
        return clean(self.cleaned_data["first_name"])

    def clean_last_name(self):
        return clean(self.cleaned_data["last_name"])


def names_of(online):
    """« Samia Brahimi » → what she most likely calls her first name, and the rest."""
    first, _, rest = online.name.partition(" ")
    return {"first_name": first, "last_name": rest.strip()}
