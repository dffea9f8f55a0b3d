"""The verification form: a code, a file, or both."""

from django import forms

MAX_FILE_BYTES = 10_000_000


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code imprimé sur le document",
        help_text="Douze caractères en trois groupes, sous le carré à scanner.",
        max_length=40,
        strip=True,
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier PDF reçu",
        help_text="Le fichier n’est pas gardé : seule son empreinte est calculée.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo : choisissez le PDF d’origine.")
        if file.read(5) != b"%PDF-":
            raise forms.ValidationError("Ce fichier n’est pas un PDF.")
        file.seek(0)
        return file
