"""Free text in a form: refused with a reason, or read again and confirmed."""

from beneficiaries.guard import check_text

READ_AGAIN = (
    "Relisez les mots signalés\u00a0: écrivez-les autrement, ou confirmez qu’ils sont nécessaires."
)
CONFIRMED = "words_confirmed"


class GuardedFormMixin:
    """A form whose `guarded` fields pass the guard of free text.

    A secret is an error of its field. Delicate words make the form invalid once: `warnings` and
    `confirmation` then show them with a box to tick (`partials/_guard_warnings.html`), which holds
    for these very words; other words ask again.
    """

    guarded = ()
    warnings = ()
    confirmation = ""

    def clean(self):
        cleaned = super().clean()
        texts = {name: cleaned.get(name) or "" for name in self.guarded}
        for name, text in texts.items():
            for sentence in check_text(text).refused:
                self.add_error(name, sentence)
        found = check_text("\n".join(texts.values()))
        if found.warnings and self.data.get(self.add_prefix(CONFIRMED)) != found.confirmation:
            self.warnings, self.confirmation = found.warnings, found.confirmation
            self.add_error(None, READ_AGAIN)
        return cleaned
